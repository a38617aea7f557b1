package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import java.util.List;

/**
 * Keeps the worker's claims: takes payments from the queue, takes over what others have left, takes
 * back what is parked, renews what it holds and lets go of what it has lost.
 */
final class ClaimKeeper {

  /** Claims are renewed, and those of others inspected, this many times per claim timeout. */
  private static final int CHECKS_PER_CLAIM_TIMEOUT = 4;

  private final CoreState state;
  private final ClaimedPayments payments;
  private final PaymentStateMachine machine;
  private boolean taking;
  private int asked;
  private boolean takingOver;
  private long takeOverAtMillis = Long.MIN_VALUE;

  /** Whose parked payments are looked for next, counted from 1; 0 for what others have left. */
  private int takeBackFrom;

  private boolean renewing;
  private long renewAtMillis = Long.MIN_VALUE;

  ClaimKeeper(CoreState state, ClaimedPayments payments, PaymentStateMachine machine) {
    this.state = state;
    this.payments = payments;
    this.machine = machine;
  }

  /** Answers whether the store had as many as were asked for. */
  boolean taken(List<Claim> claims, Now now) {
    taking = false;
    claims.forEach(claim -> hold(claim, now));
    return claims.size() >= asked;
  }

  void takeFailed(Now now) {
    taking = false;
    state.storeIsAway(now);
  }

  void tookOver(List<Claim> claims, Now now) {
    takingOver = false;
    takeOverAtMillis = now.monotonicMillis();
    claims.forEach(claim -> hold(claim, now));
    if (claims.isEmpty() || takeBackFrom > 0) {
      nextTakeOver(claims.isEmpty(), now);
    }
  }

  void takeOverFailed(Now now) {
    takingOver = false;
    takeOverAtMillis = now.monotonicMillis() + CoreState.STORE_BACKOFF_MILLIS;
  }

  void renewed(List<Long> lostTickets) {
    renewing = false;
    lostTickets.forEach(this::claimLost);
  }

  void renewFailed(Now now) {
    renewing = false;
    renewAtMillis = now.monotonicMillis() + CoreState.STORE_BACKOFF_MILLIS;
  }

  /** When to take or renew if nothing happens before. */
  long wakeAtMillis() {
    long wake = Long.MAX_VALUE;
    if (!state.quiescing) {
      wake = takingOver ? wake : Math.max(takeOverAtMillis, state.storeBackAtMillis);
      wake =
          taking || !state.pauses.maySend(state.decidedAt) || !roomForMore()
              ? wake
              : Math.min(wake, state.storeBackAtMillis);
    }
    return renewing || payments.isEmpty() ? wake : Math.min(wake, renewAtMillis);
  }

  private void hold(Claim claim, Now now) {
    if (state.stopped) {
      state.commands.add(new Command.Release(List.of(claim)));
      return;
    }
    if (claim.era() > state.eras.number()) {
      eraBegins(claim.era(), now);
    } else if (claim.era() < state.eras.number()) {
      state.commands.add(new Command.Release(List.of(claim)));
      return;
    }
    if (payments.isEmpty()) {
      renewAtMillis = now.monotonicMillis() + checkInterval();
    }
    ClaimedPayment earlier = payments.ofPayment(claim.payment().correlationId());
    if (earlier != null && earlier.holdsBy(claim)) {
      return;
    }
    ClaimedPayment claimed = payments.add(claim, now);
    claimed.doubtTold = claim.state() instanceof PaymentState.InDoubt;
    if (earlier != null) {
      claimLost(earlier.ticket);
    }
    switch (claim.state()) {
      case PaymentState.Queued _ -> machine.waitToBeSent(claimed, false, now);
      case PaymentState.Sending(Intent intent) -> machine.takenOver(claimed, intent, now);
      case PaymentState.InDoubt(Intent intent, long _) -> machine.takenOver(claimed, intent, now);
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ ->
          throw new IllegalArgumentException("a finished payment cannot be claimed: " + claim);
    }
  }

  private void claimLost(long ticket) {
    ClaimedPayment claimed = payments.get(ticket);
    if (claimed == null) {
      return;
    }
    claimed.claimLost = true;
    if (ClaimedPayments.idle(claimed)) {
      payments.lose(claimed);
    }
    // Otherwise something is out that may still tell that the payment was executed.
  }

  void purged(long generation) {
    state.executedLast.clear();
    for (ClaimedPayment claimed : List.copyOf(payments.all())) {
      if (claimed.claim.generation() < generation) {
        claimLost(claimed.ticket);
      }
    }
  }

  void stop() {
    state.quiescing = true;
    state.stopped = true;
    List<ClaimedPayment> idle = payments.all().stream().filter(ClaimedPayments::idle).toList();
    if (!idle.isEmpty()) {
      state.commands.add(new Command.Release(idle.stream().map(e -> e.claim).toList()));
      idle.forEach(payments::drop);
    }
  }

  /** Claims of the era before mean nothing any more, but what is known of their payments does. */
  void eraBegins(long number, Now now) {
    List<ClaimedPayment> all = List.copyOf(payments.all());
    all.stream()
        .filter(claimed -> !ClaimedPayments.idle(claimed))
        .forEach(claimed -> state.eras.remember(claimed.recollection(now), now.monotonicMillis()));
    List<ClaimedPayment> idle = all.stream().filter(ClaimedPayments::idle).toList();
    if (!idle.isEmpty()) {
      state.commands.add(new Command.Release(idle.stream().map(claimed -> claimed.claim).toList()));
    }
    all.forEach(claimed -> claimLost(claimed.ticket));
    state.eras.begin(number, now.monotonicMillis());
    takeOverAtMillis = now.monotonicMillis();
  }

  void takeMore(Now now) {
    if (state.quiescing || now.monotonicMillis() < state.storeBackAtMillis) {
      return;
    }
    if (!taking && roomForMore() && state.pauses.maySend(now)) {
      taking = true;
      asked = state.settings.prefetch() - payments.waiting.size();
      state.commands.add(new Command.Take(asked));
    }
    if (!takingOver && now.monotonicMillis() >= takeOverAtMillis) {
      takeOver(now);
    }
  }

  boolean roomForMore() {
    return payments.waiting.size() <= state.settings.prefetch() / 2
        && payments.size() < state.settings.maxHeld();
  }

  /** First what others have left, then what is parked, processor by processor, and so on. */
  private void takeOver(Now now) {
    if (takeBackFrom == 0 && !roomForMore()) {
      nextTakeOver(true, now);
    }
    if (takeBackFrom == 0 ? roomForMore() : payments.size() < state.settings.maxHeld()) {
      takingOver = true;
      state.commands.add(takeBackFrom == 0 ? takeOver() : takeBack());
    } else {
      takeBackFrom = 0;
      takeOverAtMillis = now.monotonicMillis() + checkInterval();
    }
  }

  private Command takeOver() {
    return new Command.TakeOver(state.settings.prefetch(), state.settings.claimTimeoutMillis());
  }

  private Command takeBack() {
    String processor = state.router.monitors().get(takeBackFrom - 1).name();
    int room = Math.max(1, payments.roomForDoubts(processor));
    return new Command.TakeBack(processor, Math.min(room, state.settings.prefetch()));
  }

  /**
   * Goes on to the next processor whose parked payments there is room for; after the last one it
   * begins anew, a while later.
   *
   * @param ended whether there is nothing more of what was taken last
   */
  private void nextTakeOver(boolean ended, Now now) {
    List<ProcessorMonitor> monitors = state.router.monitors();
    takeBackFrom += ended ? 1 : 0;
    while (takeBackFrom <= monitors.size()
        && 2 * payments.roomForDoubts(monitors.get(takeBackFrom - 1).name())
            < payments.maxDoubts()) {
      takeBackFrom++;
    }
    if (takeBackFrom > monitors.size()) {
      takeBackFrom = 0;
      takeOverAtMillis = now.monotonicMillis() + checkInterval();
    }
  }

  void renew(Now now) {
    if (renewing || payments.isEmpty() || now.monotonicMillis() < renewAtMillis) {
      return;
    }
    renewing = true;
    renewAtMillis = now.monotonicMillis() + checkInterval();
    state.commands.add(
        new Command.Renew(
            payments.all().stream()
                .filter(claimed -> !claimed.claimLost)
                .map(claimed -> new Command.Held(claimed.ticket, claimed.claim))
                .toList()));
  }

  private long checkInterval() {
    return state.settings.claimTimeoutMillis() / CHECKS_PER_CLAIM_TIMEOUT;
  }
}
