package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.routing.ProcessorMonitor;
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
  private final HeldPayments held;

  StoreWriter(CoreState state, HeldPayments held) {
    this.state = state;
    this.held = held;
  }

  void begin(Execution execution, Stage stage, Intent intent) {
    write(
        execution,
        stage,
        new Command.Begin(
            execution.ticket,
            new WorkQueue.Begin(execution.claim, intent, execution.history.text())));
  }

  void doubt(Execution execution, Stage stage, Intent intent, Now now) {
    write(
        execution,
        stage,
        new Command.Doubt(
            execution.ticket,
            new WorkQueue.Doubt(
                execution.claim,
                intent,
                execution.inDoubtSince(now.wallMillis()),
                execution.history.text())));
  }

  void clear(Execution execution) {
    held.waiting.remove(execution);
    write(
        execution,
        new Stage.Clearing(),
        new Command.Clear(
            execution.ticket, new WorkQueue.Clearance(execution.claim, execution.history.text())));
  }

  void settle(Execution execution, Intent intent, Now now) {
    state.executedLast.put(intent.processor(), execution.payment().correlationId());
    write(
        execution,
        new Stage.Settling(intent),
        new Command.Settle(
            execution.ticket,
            new WorkQueue.Settlement(
                execution.claim, intent, now.wallMillis(), execution.history.text())));
  }

  void giveUp(Execution execution, String reason, Now now) {
    held.waiting.remove(execution);
    write(
        execution,
        new Stage.Burying(reason),
        new Command.GiveUp(
            execution.ticket,
            new WorkQueue.GiveUp(
                execution.claim, reason, now.wallMillis(), execution.history.text())));
  }

  void write(Execution execution, Stage stage, Command.StoreWrite write) {
    execution.stage = stage;
    execution.lastWrite = write;
    state.commands.add(write);
  }

  /** The last write is repeated once the store is back. */
  void repeatLater(Execution execution) {
    repeat(execution, state.storeBackAtMillis);
  }

  /** It is repeated alone, ever more rarely: the store has refused it, while it did others. */
  void repeatRarely(Execution execution, Now now) {
    repeat(execution, now.monotonicMillis() + backoffMillis(execution.refusals));
  }

  private void repeat(Execution execution, long atMillis) {
    execution.repeatWriteAtMillis = atMillis;
    held.wakeAt(atMillis, execution);
  }

  /** A send that was announced needs a place in flight again, which others may have taken. */
  void repeatLastWrite(Execution execution, Now now) {
    if (execution.stage instanceof Stage.Beginning(Intent intent, _)) {
      ProcessorMonitor monitor = state.router.monitor(intent.processor());
      if (monitor.full()) {
        repeat(execution, now.monotonicMillis() + BUSY_MILLIS);
        return;
      }
      monitor.sent(now.monotonicMillis());
    }
    execution.repeatWriteAtMillis = Long.MAX_VALUE;
    state.commands.add(requireNonNull(execution.lastWrite));
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
          Stage.Burying _ -> {}
    }
  }

  static boolean announcesSend(Stage.AwaitsWrite stage) {
    return stage instanceof Stage.Beginning || stage instanceof Stage.Reclaiming;
  }
}
