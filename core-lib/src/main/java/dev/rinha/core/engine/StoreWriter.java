package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.store.WorkQueue;

/**
 * What is written to the store about payments that are held. One write is out for a payment at a
 * time, and it is repeated until the store has answered it.
 */
final class StoreWriter {

  private static final long BUSY_MILLIS = 50;
  private static final long REFUSAL_BACKOFF_MILLIS = 500;
  private static final long MAX_REFUSAL_BACKOFF_MILLIS = 30_000;

  private final CoreState state;
  private final ClaimedPayments payments;

  StoreWriter(CoreState state, ClaimedPayments payments) {
    this.state = state;
    this.payments = payments;
  }

  void begin(ClaimedPayment claimed, Stage stage, Intent intent) {
    write(
        claimed,
        stage,
        new Command.Begin(
            claimed.ticket, new WorkQueue.Begin(claimed.claim, intent, claimed.history)));
  }

  void doubt(ClaimedPayment claimed, Stage stage, Intent intent, Now now) {
    write(
        claimed,
        stage,
        new Command.Doubt(
            claimed.ticket,
            new WorkQueue.Doubt(
                claimed.claim, intent, claimed.inDoubtSince(now.wallMillis()), claimed.history)));
  }

  void clear(ClaimedPayment claimed) {
    payments.waiting.remove(claimed);
    write(
        claimed,
        new Stage.Clearing(),
        new Command.Clear(claimed.ticket, new WorkQueue.Clearance(claimed.claim, claimed.history)));
  }

  void settle(ClaimedPayment claimed, Intent intent, Now now) {
    state.executedLast.put(intent.processor(), claimed.payment().correlationId());
    write(
        claimed,
        new Stage.Settling(intent),
        new Command.Settle(
            claimed.ticket,
            new WorkQueue.Settlement(claimed.claim, intent, now.wallMillis(), claimed.history)));
  }

  void giveUp(ClaimedPayment claimed, String reason, Now now) {
    payments.waiting.remove(claimed);
    write(
        claimed,
        new Stage.GivingUp(reason),
        new Command.GiveUp(
            claimed.ticket,
            new WorkQueue.GiveUp(claimed.claim, reason, now.wallMillis(), claimed.history)));
  }

  void write(ClaimedPayment claimed, Stage stage, Command.StoreWrite write) {
    claimed.stage = stage;
    claimed.lastWrite = write;
    state.commands.add(write);
  }

  /** It is repeated alone, ever more rarely: the store has refused it, while it did others. */
  void repeatRarely(ClaimedPayment claimed, Now now) {
    repeat(claimed, now.monotonicMillis() + backoffMillis(claimed.refusals));
  }

  /** The last write is repeated then. */
  void repeat(ClaimedPayment claimed, long atMillis) {
    claimed.repeatWriteAtMillis = atMillis;
    payments.wakeAt(atMillis, claimed);
  }

  /** A send that was announced needs a place in flight again, which others may have taken. */
  void repeatLastWrite(ClaimedPayment claimed, Now now) {
    if (claimed.stage instanceof Stage.Beginning(Intent intent, _)) {
      ProcessorMonitor monitor = state.router.monitor(intent.processor());
      if (monitor.full()) {
        repeat(claimed, now.monotonicMillis() + BUSY_MILLIS);
        return;
      }
      monitor.sent(now.monotonicMillis());
    }
    claimed.repeatWriteAtMillis = Long.MAX_VALUE;
    state.commands.add(requireNonNull(claimed.lastWrite));
  }

  private static long backoffMillis(int refusals) {
    return Math.min(MAX_REFUSAL_BACKOFF_MILLIS, REFUSAL_BACKOFF_MILLIS << Math.min(refusals, 10));
  }

  /** A send that was announced to the processor's monitor does not happen. */
  void notSent(Stage.AwaitsWrite stage) {
    switch (stage) {
      case Stage.Beginning(Intent intent, _) -> state.router.monitor(intent.processor()).notSent();
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> {
        state.resolving--;
        state.router.monitor(doubt.intent().processor()).notSent();
      }
      case Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.GivingUp _ -> {}
    }
  }

  static boolean announcesSend(Stage.AwaitsWrite stage) {
    return stage instanceof Stage.Beginning || stage instanceof Stage.Reclaiming;
  }
}
