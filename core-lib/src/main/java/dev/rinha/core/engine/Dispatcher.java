package dev.rinha.core.engine;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Has the router decide where the payments that wait are sent, and begins to send them. */
final class Dispatcher {

  /** Stands for all amounts where they make no difference. */
  private static final Money ANY_AMOUNT = new Money(0);

  /** A wait shorter than this is not worth a step in the history. */
  private static final long NOTABLE_WAIT_MILLIS = 100;

  private final CoreState state;
  private final ClaimedPayments payments;
  private final StoreWriter writes;
  private final PaymentStateMachine machine;
  private final ExecutionSettings settings;
  private final Router router;
  private final Map<Reason, Long> decisions = new EnumMap<>(Reason.class);
  private Map<Money, Reason> holdReasons = Map.of();
  private long heldAtMillis = Long.MIN_VALUE;
  private long askEverywhereAtMillis = Long.MAX_VALUE;
  private boolean moreInStore;

  Dispatcher(
      CoreState state, ClaimedPayments payments, StoreWriter writes, PaymentStateMachine machine) {
    this.state = state;
    this.payments = payments;
    this.writes = writes;
    this.machine = machine;
    this.settings = state.settings;
    this.router = state.router;
  }

  /** How many payments were sent or held for each reason. */
  Map<Reason, Long> decisions() {
    return Map.copyOf(decisions);
  }

  /** Whether the store had as many payments as it was asked for, so that more wait there. */
  void moreInStore(boolean more) {
    moreInStore = more;
  }

  /** When to route again if nothing happens before. */
  long wakeAtMillis() {
    long wake = Long.MAX_VALUE;
    if (state.maySend(state.decidedAt) && !payments.waiting.isEmpty()) {
      wake = Math.max(payments.holdUntilMillis, state.storeBackAtMillis);
    }
    return !state.quiescing
            && state.eras.allTold()
            && !state.pauses.lookedTooLongAgo(state.decidedAt)
        ? Math.min(wake, Math.max(askEverywhereAtMillis, state.storeBackAtMillis))
        : wake;
  }

  void route(Now now) {
    if (state.quiescing
        || now.monotonicMillis() < state.storeBackAtMillis
        || !state.eras.allTold()
        || state.pauses.lookedTooLongAgo(now)) {
      return;
    }
    askEverywhereAtMillis = Long.MAX_VALUE;
    if (!state.pauses.queueRuns()) {
      hold(Long.MAX_VALUE, Map.of(), now);
      return;
    }
    long untilMillis = Long.MAX_VALUE;
    Map<Money, Reason> reasons = new HashMap<>();
    ClaimedPayment next = payments.waiting.isEmpty() ? null : payments.waiting.first();
    while (next != null) {
      if (mustBeAskedFor(next, now)) {
        askEverywhereIfDue(next, now);
      } else if (tooOld(next, now)) {
        writes.giveUp(next, "could not be executed within " + settings.maxAgeMillis() + " ms", now);
      } else if (!reasons.containsKey(kindOf(next))) {
        switch (router.decide(
            next.payment(), next.acceptedAtMillis, backlog(now), now.monotonicMillis())) {
          case Decision.Send(String processor, Reason reason) ->
              begin(next, processor, reason, now);
          case Decision.Hold(long until, Reason reason) -> {
            untilMillis = Math.min(untilMillis, until);
            reasons.put(kindOf(next), reason);
          }
        }
      }
      next =
          router.sameForAllAmounts() && !reasons.isEmpty() ? null : payments.waiting.higher(next);
    }
    if (reasons.isEmpty()) {
      payments.holdUntilMillis = Long.MAX_VALUE; // What is left is only waiting to be asked for.
      payments.staleIntents.clear();
    } else {
      hold(untilMillis, reasons, now);
    }
  }

  private boolean tooOld(ClaimedPayment claimed, Now now) {
    return settings.maxAgeMillis() > 0
        && now.monotonicMillis() - claimed.queuedAtMillis > settings.maxAgeMillis();
  }

  /** Whether the payment must be asked for at every processor before it is sent. */
  private boolean mustBeAskedFor(ClaimedPayment claimed, Now now) {
    return !claimed.askedEverywhere && state.eras.doubtsQueued(now.monotonicMillis());
  }

  private void askEverywhereIfDue(ClaimedPayment claimed, Now now) {
    if (claimed.askEverywhereAtMillis > now.monotonicMillis()) {
      askEverywhereAtMillis = Math.min(askEverywhereAtMillis, claimed.askEverywhereAtMillis);
    } else if (state.resolving < settings.maxResolving()
        && claimed.stage instanceof Stage.Waiting waits) {
      payments.waiting.remove(claimed);
      machine.askEverywhere(claimed, waits, now);
    }
  }

  /** Payments of one kind that wait are held for the same reason. */
  private Money kindOf(ClaimedPayment claimed) {
    return router.sameForAllAmounts() ? ANY_AMOUNT : claimed.payment().amount();
  }

  List<Quote> quotes(ClaimedPayment claimed, Now now) {
    return router.quotes(
        claimed.payment(), claimed.acceptedAtMillis, backlog(now), now.monotonicMillis());
  }

  /** The same of one that would come just now. */
  List<Quote> quotes(Money amount, Now now) {
    Payment payment = new Payment(new UUID(0, 0), amount, now.wallMillis());
    Backlog backlog = payments.waiting.isEmpty() ? new Backlog(0, 0, 0) : backlog(now);
    return router.quotes(payment, now.monotonicMillis(), backlog, now.monotonicMillis());
  }

  /**
   * What waits. Those in hand tell how many arrive per second; where the store had as many as were
   * asked for, it has more of them.
   */
  private Backlog backlog(Now now) {
    long nowMillis = now.monotonicMillis();
    long oldest = payments.waiting.first().queuedAtMillis;
    long newest = payments.waiting.last().queuedAtMillis;
    double perMilli = newest > oldest ? (payments.waiting.size() - 1.0) / (newest - oldest) : 0;
    double inStore = moreInStore ? perMilli * Math.max(0, nowMillis - newest) : 0;
    return new Backlog(
        payments.waiting.size() + Math.round(inStore),
        perMilli * 1_000,
        Math.max(0, nowMillis - oldest));
  }

  private void begin(ClaimedPayment claimed, String processor, Reason reason, Now now) {
    payments.waiting.remove(claimed);
    noteWait(claimed, now);
    claimed.noteSent(processor, reason, now.wallMillis());
    decisions.merge(reason, 1L, Long::sum);
    router.monitor(processor).sent(now.monotonicMillis());
    Intent intent = new Intent(processor, now.wallMillis());
    writes.begin(claimed, new Stage.Beginning(intent, now), intent);
  }

  private void noteWait(ClaimedPayment claimed, Now now) {
    if (heldAtMillis >= claimed.waitingSinceMillis
        && now.monotonicMillis() - claimed.waitingSinceMillis >= NOTABLE_WAIT_MILLIS) {
      noteHeld(
          claimed,
          holdReasons.getOrDefault(kindOf(claimed), Reason.HOLD_PAUSED),
          claimed.waitingSinceWallMillis);
    } else if (claimed.history.steps().isEmpty()) {
      state
          .pauses
          .keptInQueueFrom(claimed.claim.queuedAtMillis())
          .ifPresent(from -> noteHeld(claimed, Reason.HOLD_PAUSED, from));
    }
  }

  private void noteHeld(ClaimedPayment claimed, Reason reason, long sinceMillis) {
    claimed.noteHeld(reason, sinceMillis);
    decisions.merge(reason, 1L, Long::sum);
  }

  private void hold(long untilMillis, Map<Money, Reason> reasons, Now now) {
    payments.holdUntilMillis = untilMillis;
    holdReasons = reasons;
    heldAtMillis = now.monotonicMillis();
    clearStaleIntents();
  }

  /**
   * Payments that keep waiting are freed of the intent of an attempt that is over: whoever takes
   * them over after a crash need not ask that processor then.
   */
  private void clearStaleIntents() {
    for (ClaimedPayment claimed : payments.staleIntents) {
      if (payments.holds(claimed.ticket)
          && claimed.stage instanceof Stage.Waiting(boolean stale)
          && stale) {
        writes.clear(claimed);
      }
    }
    payments.staleIntents.clear();
  }
}
