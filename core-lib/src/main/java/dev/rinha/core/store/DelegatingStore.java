package dev.rinha.core.store;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Passes every call on to another store. A subclass overrides those that it watches or, in tests,
 * answers differently. As thread safe as that store.
 */
public abstract class DelegatingStore implements PaymentStore {

  private final PaymentStore store;

  /** Calls go to that store; it is closed with this one. */
  protected DelegatingStore(PaymentStore store) {
    this.store = store;
  }

  @Override
  public Acceptance accept(Payment payment) {
    return store.accept(payment);
  }

  @Override
  public long answerBoundMillis() {
    return store.answerBoundMillis();
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    return store.take(worker, max, waitMillis);
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return store.takeOver(worker, max, idleMillis);
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return store.renew(worker, claims);
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    store.release(worker, claims);
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    store.park(worker, processor, claims);
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return store.takeBack(worker, processor, max);
  }

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return store.begin(worker, sends);
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return store.doubt(worker, doubts);
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return store.clear(worker, clearances);
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return store.settle(settlements);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return store.giveUp(worker, giveUps);
  }

  @Override
  public int recall(List<Recollection> recollections) {
    return store.recall(recollections);
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    return store.told(worker, era, waitsForOthers);
  }

  @Override
  public void leave(String worker) {
    store.leave(worker);
  }

  @Override
  public Pauses pauses() {
    return store.pauses();
  }

  @Override
  public boolean pause(Pause pause) {
    return store.pause(pause);
  }

  @Override
  public boolean resume(PauseScope scope) {
    return store.resume(scope);
  }

  @Override
  public List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    return store.deadLetters(filter, max);
  }

  @Override
  public void deadLetters(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    store.deadLetters(filter, reader);
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID correlationId) {
    return store.deadLetter(correlationId);
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return store.replay(replays);
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return store.discard(discards);
  }

  @Override
  public void discarded(Consumer<DiscardedDeadLetter> reader) {
    store.discarded(reader);
  }

  @Override
  public void beginReplay(
      String id, String criteria, String reason, long nowMillis, boolean force) {
    store.beginReplay(id, criteria, reason, nowMillis, force);
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    store.select(id, letters);
  }

  @Override
  public void freeze(String id) {
    store.freeze(id);
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    return store.step(id, max, how);
  }

  @Override
  public Optional<FrozenReplay> replay(String id) {
    return store.replay(id);
  }

  @Override
  public List<FrozenReplay> replays() {
    return store.replays();
  }

  @Override
  public List<InDoubtPayment> inDoubt(int max) {
    return store.inDoubt(max);
  }

  @Override
  public Optional<InDoubtPayment> inDoubt(UUID correlationId) {
    return store.inDoubt(correlationId);
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    return store.announce(terms);
  }

  @Override
  public void withdraw(String worker) {
    store.withdraw(worker);
  }

  @Override
  public List<WorkerTerms> workers() {
    return store.workers();
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    return store.free(freeings);
  }

  @Override
  public Summary summary(TimeWindow window) {
    return store.summary(window);
  }

  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    store.entries(window, reader);
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    return store.find(correlationId);
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    return store.find(correlationIds);
  }

  @Override
  public Census census() {
    return store.census();
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return store.oldestSettledMinute();
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    return store.forgetSettled(beforeMillis, max);
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return store.forgetDead(beforeMillis, max);
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return store.forgetDiscarded(beforeMillis, max);
  }

  @Override
  public long purge() {
    return store.purge();
  }

  @Override
  public boolean durable() {
    return store.durable();
  }

  @Override
  public void close() {
    store.close();
  }
}
