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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** A store whose changes are watched from outside the simulated world. */
final class WatchedStore implements PaymentStore {

  private final PaymentStore store;
  private final Truth truth;
  private final Consumer<Fact> facts;

  WatchedStore(PaymentStore store, Truth truth, Consumer<Fact> facts) {
    this.store = store;
    this.truth = truth;
    this.facts = facts;
  }

  @Override
  public Acceptance accept(UUID correlationId, Money amount, long nowMillis) {
    Acceptance answer = store.accept(correlationId, amount, nowMillis);
    facts.accept(new Fact.Offered(truth.track(correlationId), amount, answer));
    return answer;
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
  public List<Write> begin(String worker, List<Begin> sends) {
    return watched(sends, store.begin(worker, sends), send -> new Fact.Moved(send.claim()));
  }

  @Override
  public List<Write> doubt(String worker, List<Doubt> doubts) {
    return watched(doubts, store.doubt(worker, doubts), doubt -> new Fact.Moved(doubt.claim()));
  }

  @Override
  public List<Write> clear(String worker, List<Clearance> clearances) {
    return watched(
        clearances,
        store.clear(worker, clearances),
        clearance -> new Fact.Moved(clearance.claim()));
  }

  @Override
  public List<Write> bury(String worker, List<Burial> burials) {
    List<Write> results = store.bury(worker, burials);
    for (int i = 0; i < burials.size(); i++) {
      Track track = track(burials.get(i).claim());
      // Repeating a burial is also answered with done.
      if (results.get(i) == Write.DONE && !track.dead) {
        facts.accept(new Fact.Buried(track, burials.get(i)));
      }
    }
    return results;
  }

  @Override
  public List<Write> settle(List<Settlement> settlements) {
    List<Write> results = store.settle(settlements);
    for (int i = 0; i < settlements.size(); i++) {
      Settlement settlement = settlements.get(i);
      switch (results.get(i)) {
        case DONE -> facts.accept(new Fact.Settled(track(settlement.claim()), settlement));
        case CONFLICT -> facts.accept(new Fact.Contradicted(track(settlement.claim()), settlement));
        case CLAIM_LOST, ALREADY_SETTLED -> {}
      }
    }
    return results;
  }

  private <W> List<Write> watched(List<W> writes, List<Write> results, Function<W, Fact> whenDone) {
    for (int i = 0; i < writes.size(); i++) {
      if (results.get(i) == Write.DONE) {
        facts.accept(whenDone.apply(writes.get(i)));
      }
    }
    return results;
  }

  private Track track(Claim claim) {
    return truth.track(claim.payment().correlationId());
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
    List<Boolean> answers = store.discard(discards);
    for (int i = 0; i < discards.size(); i++) {
      Track track = truth.track(discards.get(i).letter().payment().correlationId());
      if (answers.get(i)) {
        facts.accept(new Fact.Discarded(track));
      }
    }
    return answers;
  }

  @Override
  public void discarded(Consumer<DiscardedLetter> reader) {
    store.discarded(reader);
  }

  @Override
  public void beginReplay(String id, String criteria, String reason, long nowMillis) {
    store.beginReplay(id, criteria, reason, nowMillis);
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
    List<UUID> offered = new ArrayList<>();
    Step step =
        store.step(
            id,
            max,
            letter -> {
              offered.add(letter.payment().correlationId());
              return how.apply(letter);
            });
    offered.stream()
        .filter(correlationId -> store.deadLetter(correlationId).isEmpty())
        .forEach(correlationId -> facts.accept(new Fact.Replayed(truth.track(correlationId))));
    return step;
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
  public List<Write> free(List<Freeing> freeings) {
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
    long generation = store.purge();
    facts.accept(new Fact.Purged(generation));
    return generation;
  }

  @Override
  public void close() {
    store.close();
  }
}
