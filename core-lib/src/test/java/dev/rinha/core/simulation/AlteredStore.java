package dev.rinha.core.simulation;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DiscardedLetter;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real store of which a test replaces some answers. */
abstract class AlteredStore implements PaymentStore {

  private final PaymentStore real;

  AlteredStore(PaymentStore real) {
    this.real = real;
  }

  @Override
  public Acceptance accept(UUID correlationId, Money amount, long nowMillis) {
    return real.accept(correlationId, amount, nowMillis);
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    return real.take(worker, max, waitMillis);
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return real.takeOver(worker, max, idleMillis);
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return real.renew(worker, claims);
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    real.release(worker, claims);
  }

  @Override
  public List<Write> begin(String worker, List<Begin> sends) {
    return real.begin(worker, sends);
  }

  @Override
  public List<Write> doubt(String worker, List<Doubt> doubts) {
    return real.doubt(worker, doubts);
  }

  @Override
  public List<Write> clear(String worker, List<Clearance> clearances) {
    return real.clear(worker, clearances);
  }

  @Override
  public List<Write> settle(List<Settlement> settlements) {
    return real.settle(settlements);
  }

  @Override
  public List<Write> bury(String worker, List<Burial> burials) {
    return real.bury(worker, burials);
  }

  @Override
  public Pauses pauses() {
    return real.pauses();
  }

  @Override
  public boolean pause(Pause pause) {
    return real.pause(pause);
  }

  @Override
  public boolean resume(PauseScope scope) {
    return real.resume(scope);
  }

  @Override
  public List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    return real.deadLetters(filter, max);
  }

  @Override
  public void deadLetters(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    real.deadLetters(filter, reader);
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID correlationId) {
    return real.deadLetter(correlationId);
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return real.replay(replays);
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return real.discard(discards);
  }

  @Override
  public void discarded(Consumer<DiscardedLetter> reader) {
    real.discarded(reader);
  }

  @Override
  public void beginReplay(String id, String criteria, String reason, long nowMillis) {
    real.beginReplay(id, criteria, reason, nowMillis);
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    real.select(id, letters);
  }

  @Override
  public void freeze(String id) {
    real.freeze(id);
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    return real.step(id, max, how);
  }

  @Override
  public Optional<FrozenReplay> replay(String id) {
    return real.replay(id);
  }

  @Override
  public List<FrozenReplay> replays() {
    return real.replays();
  }

  @Override
  public List<InDoubtPayment> inDoubt(int max) {
    return real.inDoubt(max);
  }

  @Override
  public Optional<InDoubtPayment> inDoubt(UUID correlationId) {
    return real.inDoubt(correlationId);
  }

  @Override
  public List<Write> free(List<Freeing> freeings) {
    return real.free(freeings);
  }

  @Override
  public Summary summary(TimeWindow window) {
    return real.summary(window);
  }

  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    real.entries(window, reader);
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    return real.find(correlationId);
  }

  @Override
  public Census census() {
    return real.census();
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return real.oldestSettledMinute();
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    return real.forgetSettled(beforeMillis, max);
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return real.forgetDead(beforeMillis, max);
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return real.forgetDiscarded(beforeMillis, max);
  }

  @Override
  public long purge() {
    return real.purge();
  }

  @Override
  public void close() {
    real.close();
  }
}
