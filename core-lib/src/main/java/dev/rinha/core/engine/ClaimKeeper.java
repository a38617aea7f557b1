package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.routing.ProcessorMonitor;
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
  private final HeldPayments held;
  private final PaymentStateMachine machine;
  private boolean taking;
  private int asked;
  private boolean takingOver;
  private long takeOverAtMillis = Long.MIN_VALUE;

  /** Whose parked payments are looked for next, counted from 1; 0 for what others have left. */
  private int takeBackFrom;

  private boolean renewing;
  private long renewAtMillis = Long.MIN_VALUE;

  ClaimKeeper(CoreState state, HeldPayments held, PaymentStateMachine machine) {
    this.state = state;
    this.held = held;
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
          taking || !state.pauses.queueRuns() || !roomForMore()
              ? wake
              : Math.min(wake, state.storeBackAtMillis);
    }
    return renewing || held.isEmpty() ? wake : Math.min(wake, renewAtMillis);
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
    if (held.isEmpty()) {
      renewAtMillis = now.monotonicMillis() + checkInterval();
    }
    Execution earlier = held.ofPayment(claim.payment().correlationId());
    if (earlier != null && earlier.holdsBy(claim)) {
      return;
    }
    Execution execution = held.add(claim, now);
    execution.doubtTold = claim.state() instanceof PaymentState.InDoubt;
    if (earlier != null) {
      claimLost(earlier.ticket);
    }
    switch (claim.state()) {
      case PaymentState.Queued _ -> machine.waitToBeSent(execution, false, now);
      case PaymentState.Sending(Intent intent) -> machine.takenOver(execution, intent, now);
      case PaymentState.InDoubt(Intent intent, long _) -> machine.takenOver(execution, intent, now);
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ ->
          throw new IllegalArgumentException("a finished payment cannot be claimed: " + claim);
    }
  }

  private void claimLost(long ticket) {
    Execution execution = held.get(ticket);
    if (execution == null) {
      return;
    }
    execution.claimLost = true;
    if (HeldPayments.idle(execution)) {
      held.lose(execution);
    }
    // Otherwise something is out that may still tell that the payment was executed.
  }

  void purged(long generation) {
    state.executedLast.clear();
    for (Execution execution : List.copyOf(held.all())) {
      if (execution.claim.generation() < generation) {
        claimLost(execution.ticket);
      }
    }
  }

  void stop() {
    state.quiescing = true;
    state.stopped = true;
    List<Execution> idle = held.all().stream().filter(HeldPayments::idle).toList();
    if (!idle.isEmpty()) {
      state.commands.add(new Command.Release(idle.stream().map(e -> e.claim).toList()));
      idle.forEach(held::drop);
    }
  }

  /** Claims of the era before mean nothing any more, but what is known of their payments does. */
  void eraBegins(long number, Now now) {
    List<Execution> all = List.copyOf(held.all());
    all.stream()
        .filter(execution -> !HeldPayments.idle(execution))
        .forEach(
            execution -> state.eras.remember(execution.recollection(now), now.monotonicMillis()));
    List<Execution> idle = all.stream().filter(HeldPayments::idle).toList();
    if (!idle.isEmpty()) {
      state.commands.add(
          new Command.Release(idle.stream().map(execution -> execution.claim).toList()));
    }
    all.forEach(execution -> claimLost(execution.ticket));
    state.eras.begin(number, now.monotonicMillis());
    takeOverAtMillis = now.monotonicMillis();
  }

  void takeMore(Now now) {
    if (state.quiescing || now.monotonicMillis() < state.storeBackAtMillis) {
      return;
    }
    if (!taking && roomForMore() && state.pauses.queueRuns()) {
      taking = true;
      asked = state.settings.prefetch() - held.waiting.size();
      state.commands.add(new Command.Take(asked));
    }
    if (!takingOver && now.monotonicMillis() >= takeOverAtMillis) {
      takeOver(now);
    }
  }

  boolean roomForMore() {
    return held.waiting.size() <= state.settings.prefetch() / 2
        && held.size() < state.settings.maxHeld();
  }

  /** First what others have left, then what is parked, processor by processor, and so on. */
  private void takeOver(Now now) {
    if (takeBackFrom == 0 && !roomForMore()) {
      nextTakeOver(true, now);
    }
    if (takeBackFrom == 0 ? roomForMore() : held.size() < state.settings.maxHeld()) {
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
    int room = Math.max(1, held.roomForDoubts(processor));
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
        && 2 * held.roomForDoubts(monitors.get(takeBackFrom - 1).name()) < held.maxDoubts()) {
      takeBackFrom++;
    }
    if (takeBackFrom > monitors.size()) {
      takeBackFrom = 0;
      takeOverAtMillis = now.monotonicMillis() + checkInterval();
    }
  }

  void renew(Now now) {
    if (renewing || held.isEmpty() || now.monotonicMillis() < renewAtMillis) {
      return;
    }
    renewing = true;
    renewAtMillis = now.monotonicMillis() + checkInterval();
    state.commands.add(
        new Command.Renew(
            held.all().stream()
                .filter(execution -> !execution.claimLost)
                .map(execution -> new Command.Held(execution.ticket, execution.claim))
                .toList()));
  }

  private long checkInterval() {
    return state.settings.claimTimeoutMillis() / CHECKS_PER_CLAIM_TIMEOUT;
  }
}
