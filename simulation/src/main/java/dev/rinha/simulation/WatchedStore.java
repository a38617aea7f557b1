package dev.rinha.simulation;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.UnwritableException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A store, or a partition of one, whose changes are watched from outside the simulated world. */
final class WatchedStore extends DelegatingStore {

  private final PaymentStore real;
  private final int partition;
  private final long answerBoundMillis;
  private final Oracle oracle;
  private final Consumer<Fact> facts;
  private final Predicate<UUID> refused;
  private final WorkQueue queue;
  private final Ledger ledger;
  private final DeadLetters deadLetters;
  private final Replays replays;

  /**
   * @param partition its number
   */
  WatchedStore(
      PaymentStore store,
      int partition,
      long answerBoundMillis,
      Oracle oracle,
      Consumer<Fact> facts,
      Predicate<UUID> refused) {
    super(store);
    this.real = store;
    this.partition = partition;
    this.answerBoundMillis = answerBoundMillis;
    this.oracle = oracle;
    this.facts = facts;
    this.refused = refused;
    this.queue = new WatchedQueue(store.queue());
    this.ledger = new WatchedLedger(store.ledger());
    this.deadLetters = new WatchedDeadLetters(store.deadLetters());
    this.replays = new WatchedReplays(store.replays());
  }

  @Override
  public Intake intake() {
    return this::accept;
  }

  private Acceptance accept(Payment payment) {
    Acceptance answer = real.intake().accept(payment);
    facts.accept(new Fact.Offered(oracle.track(payment.correlationId()), payment.amount(), answer));
    return answer;
  }

  @Override
  public WorkQueue queue() {
    return queue;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Replays replays() {
    return replays;
  }

  private final class WatchedQueue extends DelegatingQueue {

    WatchedQueue(WorkQueue queue) {
      super(queue);
    }

    @Override
    public long answerBoundMillis() {
      return answerBoundMillis;
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      requireDoable(sends, Begin::claim);
      return watched(
          sends,
          super.begin(worker, sends),
          send -> new Fact.Moved(track(send.claim()), send.claim(), Optional.of(send.intent())));
    }

    @Override
    public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
      requireDoable(doubts, Doubt::claim);
      return watched(
          doubts,
          super.doubt(worker, doubts),
          doubt ->
              new Fact.Moved(track(doubt.claim()), doubt.claim(), Optional.of(doubt.intent())));
    }

    @Override
    public List<WriteResult> clear(String worker, List<Clearance> clearances) {
      requireDoable(clearances, Clearance::claim);
      return watched(
          clearances,
          super.clear(worker, clearances),
          clearance ->
              new Fact.Moved(track(clearance.claim()), clearance.claim(), Optional.empty()));
    }

    @Override
    public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
      requireDoable(giveUps, GiveUp::claim);
      List<WriteResult> results = super.giveUp(worker, giveUps);
      for (int i = 0; i < giveUps.size(); i++) {
        Track track = track(giveUps.get(i).claim());
        // Repeating a giveUp is also answered with done.
        if (results.get(i) == WriteResult.DONE && !track.dead) {
          facts.accept(new Fact.GivenUp(track, giveUps.get(i)));
        }
      }
      return results;
    }

    @Override
    public List<WriteResult> settle(List<Settlement> settlements) {
      requireDoable(settlements, Settlement::claim);
      List<WriteResult> results = super.settle(settlements);
      for (int i = 0; i < settlements.size(); i++) {
        Settlement settlement = settlements.get(i);
        switch (results.get(i)) {
          case DONE -> facts.accept(new Fact.Settled(track(settlement.claim()), settlement));
          case CONFLICT ->
              facts.accept(new Fact.Contradicted(track(settlement.claim()), settlement));
          case CLAIM_LOST, ALREADY_SETTLED, REFUSED, NO_ANSWER -> {}
        }
      }
      return results;
    }

    @Override
    public int recall(List<Recollection> recollections) {
      return recollections.stream().mapToInt(this::recall).sum();
    }

    private int recall(Recollection recollection) {
      UUID correlationId = recollection.claim().payment().correlationId();
      Optional<PaymentState> before = real.ledger().find(correlationId).map(PaymentRecord::state);
      int news = super.recall(List.of(recollection));
      Optional<PaymentState> after = real.ledger().find(correlationId).map(PaymentRecord::state);
      boolean settled = before.isPresent() && before.get() instanceof PaymentState.Settled;
      if (!settled
          && after.isPresent()
          && after.get() instanceof PaymentState.Settled(var intent, long at)) {
        facts.accept(
            new Fact.Settled(
                track(recollection.claim()),
                new Settlement(recollection.claim(), intent, at, History.EMPTY)));
      } else if (before.isPresent()
          && before.get() instanceof PaymentState.Dead
          && !before.equals(after)) {
        facts.accept(new Fact.Replayed(track(recollection.claim())));
      } else if (before.isEmpty() && after.isPresent()) {
        facts.accept(
            new Fact.Recalled(
                track(recollection.claim()), recollection.claim().payment().amount()));
      }
      return news;
    }

    @Override
    public Era told(String worker, long era, boolean waitsForOthers) {
      oracle.joined(worker);
      return super.told(worker, era, waitsForOthers);
    }

    private <W> void requireDoable(List<W> writes, Function<W, Claim> claim) {
      for (W write : writes) {
        if (refused.test(claim.apply(write).payment().correlationId())) {
          throw new UnwritableException(
              "cannot do " + write, new IllegalStateException("simulated"));
        }
      }
    }

    private <W> List<WriteResult> watched(
        List<W> writes, List<WriteResult> results, Function<W, Fact> whenDone) {
      for (int i = 0; i < writes.size(); i++) {
        if (results.get(i) == WriteResult.DONE) {
          facts.accept(whenDone.apply(writes.get(i)));
        }
      }
      return results;
    }

    private Track track(Claim claim) {
      return oracle.track(claim.payment().correlationId());
    }
  }

  private final class WatchedLedger implements Ledger {

    private final Ledger ledger;

    WatchedLedger(Ledger ledger) {
      this.ledger = ledger;
    }

    @Override
    public Summary summary(TimeWindow window) {
      return ledger.summary(window);
    }

    @Override
    public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
      ledger.entries(window, reader);
    }

    @Override
    public Optional<PaymentRecord> find(UUID correlationId) {
      return ledger.find(correlationId);
    }

    @Override
    public Census census() {
      return ledger.census();
    }

    @Override
    public long purge() {
      long present = ledger.purge();
      facts.accept(new Fact.Purged(partition, present));
      return present;
    }

    @Override
    public long purgeTo(long generation) {
      long before = census().generation();
      long present = ledger.purgeTo(generation);
      if (present > before) {
        facts.accept(new Fact.Purged(partition, present));
      }
      return present;
    }
  }

  private final class WatchedDeadLetters implements DeadLetters {

    private final DeadLetters letters;

    WatchedDeadLetters(DeadLetters letters) {
      this.letters = letters;
    }

    @Override
    public List<Boolean> discard(List<Discard> discards) {
      List<Boolean> answers = letters.discard(discards);
      for (int i = 0; i < discards.size(); i++) {
        Track track = oracle.track(discards.get(i).letter().payment().correlationId());
        if (answers.get(i)) {
          facts.accept(new Fact.Discarded(track));
        }
      }
      return answers;
    }

    @Override
    public List<DeadLetter> list(DeadLetterFilter filter, int max) {
      return letters.list(filter, max);
    }

    @Override
    public void read(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
      letters.read(filter, reader);
    }

    @Override
    public Optional<DeadLetter> find(UUID correlationId) {
      return letters.find(correlationId);
    }

    @Override
    public List<Replayed> replay(List<Replay> replays) {
      return letters.replay(replays);
    }

    @Override
    public void readDiscarded(Consumer<DiscardedDeadLetter> reader) {
      letters.readDiscarded(reader);
    }
  }

  private final class WatchedReplays implements Replays {

    private final Replays replays;

    WatchedReplays(Replays replays) {
      this.replays = replays;
    }

    @Override
    public Step step(String id, int max, Function<DeadLetter, Replay> how) {
      List<UUID> offered = new ArrayList<>();
      Step step =
          replays.step(
              id,
              max,
              letter -> {
                offered.add(letter.payment().correlationId());
                return how.apply(letter);
              });
      offered.stream()
          .filter(correlationId -> real.deadLetters().find(correlationId).isEmpty())
          .forEach(correlationId -> facts.accept(new Fact.Replayed(oracle.track(correlationId))));
      return step;
    }

    @Override
    public void begin(String id, String criteria, String reason, long nowMillis, boolean force) {
      replays.begin(id, criteria, reason, nowMillis, force);
    }

    @Override
    public void select(String id, List<DeadLetter> letters) {
      replays.select(id, letters);
    }

    @Override
    public void freeze(String id) {
      replays.freeze(id);
    }

    @Override
    public Optional<FrozenReplay> find(String id) {
      return replays.find(id);
    }

    @Override
    public List<FrozenReplay> all() {
      return replays.all();
    }
  }
}
