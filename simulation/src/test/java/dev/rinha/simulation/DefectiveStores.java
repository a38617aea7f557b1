package dev.rinha.simulation;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingLedger;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Stores, and queues of one, with one defect each. */
final class DefectiveStores {

  private DefectiveStores() {}

  /** What could be read last is told where nothing can be read. */
  static Supplier<Pauses> remembering(Supplier<Pauses> real) {
    AtomicReference<Pauses> last = new AtomicReference<>(Pauses.NONE);
    return () -> {
      try {
        last.set(real.get());
      } catch (StoreException e) {
        return last.get();
      }
      return last.get();
    };
  }

  static final class ForgetsIntents extends DelegatingQueue {

    ForgetsIntents(WorkQueue real) {
      super(real);
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return sends.stream().map(_ -> WriteResult.DONE).toList();
    }
  }

  static final class TakesNoAnswerForDone extends DelegatingQueue {

    TakesNoAnswerForDone(WorkQueue real) {
      super(real);
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return super.begin(worker, sends).stream()
          .map(result -> result == WriteResult.NO_ANSWER ? WriteResult.DONE : result)
          .toList();
    }
  }

  /** A partition whose settlements go to another one. */
  static final class SettlesElsewhere extends DelegatingStore {

    private final WorkQueue queue;

    SettlesElsewhere(PaymentStore real, PaymentStore other) {
      super(real);
      this.queue =
          new DelegatingQueue(real.queue()) {
            @Override
            public List<WriteResult> settle(List<Settlement> settlements) {
              return other.queue().settle(settlements);
            }
          };
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }
  }

  /** A partition that says of a purge that it is done. */
  static final class NeverPurged extends DelegatingStore {

    private final Ledger ledger;

    NeverPurged(PaymentStore real) {
      super(real);
      this.ledger =
          new DelegatingLedger(real.ledger()) {
            @Override
            public long purgeTo(long generation) {
              return generation;
            }
          };
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }
  }

  static final class HidesLostClaims extends DelegatingQueue {

    HidesLostClaims(WorkQueue real) {
      super(real);
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return super.begin(worker, sends).stream()
          .map(result -> result == WriteResult.CLAIM_LOST ? WriteResult.DONE : result)
          .toList();
    }
  }

  /** It is told in vain what it has lost. */
  static final class WillNotBeTold extends DelegatingQueue {

    WillNotBeTold(WorkQueue real) {
      super(real);
    }

    @Override
    public int recall(List<Recollection> recollections) {
      return 0;
    }
  }

  /** Nobody is waited for who may know more than the store, and nothing is asked for. */
  static final class BelievesItselfComplete extends DelegatingQueue {

    BelievesItselfComplete(WorkQueue real) {
      super(real);
    }

    @Override
    public Era told(String worker, long era, boolean waitsForOthers) {
      return new Era(super.told(worker, era, waitsForOthers).number(), true, false);
    }
  }

  /** Believes whoever says that a payment was not executed, whatever may be on its way. */
  static final class FreesTooEarly extends DelegatingStore implements UnknownOutcomes {

    private final UnknownOutcomes real;

    FreesTooEarly(PaymentStore real) {
      super(real);
      this.real = real.unknownOutcomes();
    }

    @Override
    public UnknownOutcomes unknownOutcomes() {
      return this;
    }

    @Override
    public List<InDoubtPayment> list(int max) {
      return real.list(max);
    }

    @Override
    public Optional<InDoubtPayment> find(UUID correlationId) {
      return real.find(correlationId);
    }

    @Override
    public List<Freed> free(List<Freeing> freeings) {
      return real.free(
          freeings.stream()
              .map(one -> new Freeing(one.payment(), one.freedAtMillis(), one.history(), 0))
              .toList());
    }
  }

  static final class AbandonsTheDead extends DelegatingQueue {

    AbandonsTheDead(WorkQueue real) {
      super(real);
    }

    @Override
    public List<Claim> takeOver(String worker, int max, long idleMillis) {
      return List.of();
    }
  }

  static final class ForgetsParked extends DelegatingQueue {

    ForgetsParked(WorkQueue real) {
      super(real);
    }

    @Override
    public List<Claim> takeBack(String worker, String processor, int max) {
      return List.of();
    }
  }

  /** Takes every writer for one that has seen what there is. */
  static final class ComparesNothing extends DelegatingQueue {

    private final Ledger records;

    ComparesNothing(PaymentStore real) {
      super(real.queue());
      this.records = real.ledger();
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return super.begin(
          worker,
          sends.stream()
              .map(send -> new Begin(asItIs(send.claim()), send.intent(), send.history()))
              .toList());
    }

    @Override
    public List<WriteResult> clear(String worker, List<Clearance> clearances) {
      return super.clear(
          worker,
          clearances.stream()
              .map(clearance -> new Clearance(asItIs(clearance.claim()), clearance.history()))
              .toList());
    }

    private Claim asItIs(Claim claim) {
      return records
          .find(claim.payment().correlationId())
          .map(record -> claim.as(record.state(), record.history()))
          .orElse(claim);
    }
  }

  /** Takes everything that is taken over for new, as its entry in the queue says. */
  static final class ReadsNoRecords extends DelegatingQueue {

    ReadsNoRecords(WorkQueue real) {
      super(real);
    }

    @Override
    public List<Claim> takeOver(String worker, int max, long idleMillis) {
      return super.takeOver(worker, max, idleMillis).stream()
          .map(claim -> claim.as(new PaymentState.Queued(), History.EMPTY))
          .toList();
    }
  }

  static final class IgnoresAmounts extends DelegatingStore {

    private final Intake real;

    IgnoresAmounts(PaymentStore real) {
      super(real);
      this.real = real.intake();
    }

    @Override
    public Intake intake() {
      return payment -> {
        Acceptance answer = real.accept(payment);
        return answer instanceof Acceptance.Conflict
            ? new Acceptance.Replayed(PaymentStatus.QUEUED)
            : answer;
      };
    }
  }

  static final class SettlesTwice extends DelegatingQueue {

    SettlesTwice(WorkQueue real) {
      super(real);
    }

    @Override
    public List<WriteResult> settle(List<Settlement> settlements) {
      return super.settle(settlements).stream()
          .map(result -> result == WriteResult.ALREADY_SETTLED ? WriteResult.DONE : result)
          .toList();
    }
  }

  /** Answers a repeated settlement as it should, but adds it to the aggregates again. */
  static final class CountsTwice extends DelegatingStore {

    private final Map<String, Totals> counted = new TreeMap<>();
    private final WorkQueue queue;
    private final Ledger ledger;

    CountsTwice(PaymentStore real) {
      super(real);
      queue =
          new DelegatingQueue(real.queue()) {
            @Override
            public List<WriteResult> settle(List<Settlement> settlements) {
              List<WriteResult> results = super.settle(settlements);
              for (int i = 0; i < results.size(); i++) {
                if (results.get(i) == WriteResult.ALREADY_SETTLED) {
                  Settlement again = settlements.get(i);
                  long cents = again.claim().payment().amount().cents();
                  counted.merge(again.intent().processor(), new Totals(1, cents), Totals::plus);
                }
              }
              return results;
            }
          };
      ledger =
          new DelegatingLedger(real.ledger()) {
            @Override
            public Summary summary(TimeWindow window) {
              TreeMap<String, Totals> totals = new TreeMap<>(super.summary(window).processors());
              counted.forEach((processor, more) -> totals.merge(processor, more, Totals::plus));
              return new Summary(totals);
            }
          };
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }
  }

  /**
   * Tells claims of one worker apart by nothing: the last one makes all earlier ones valid again.
   */
  static final class DoesNotFence extends DelegatingQueue {

    private final Map<String, Claim> latest = new HashMap<>();

    DoesNotFence(WorkQueue real) {
      super(real);
    }

    @Override
    public List<Claim> take(String worker, int max, long waitMillis) {
      return remember(super.take(worker, max, waitMillis));
    }

    @Override
    public List<Claim> takeOver(String worker, int max, long idleMillis) {
      return remember(super.takeOver(worker, max, idleMillis));
    }

    @Override
    public List<Claim> renew(String worker, List<Claim> claims) {
      Set<Claim> lost =
          new HashSet<>(super.renew(worker, claims.stream().map(this::latest).toList()));
      return claims.stream().filter(claim -> lost.contains(latest(claim))).toList();
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return super.begin(
          worker,
          sends.stream()
              .map(send -> new Begin(seen(send.claim()), send.intent(), send.history()))
              .toList());
    }

    private Claim seen(Claim claim) {
      return latest(claim).as(claim.state(), claim.history());
    }

    private List<Claim> remember(List<Claim> claims) {
      claims.forEach(claim -> latest.put(key(claim), claim));
      return claims;
    }

    private Claim latest(Claim claim) {
      return latest.getOrDefault(key(claim), claim);
    }

    private static String key(Claim claim) {
      return claim.generation() + ":" + claim.payment().correlationId();
    }
  }
}
