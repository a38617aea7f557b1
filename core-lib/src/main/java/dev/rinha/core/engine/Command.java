package dev.rinha.core.engine;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;

/**
 * What {@link ExecutionCore} wants done. Each is answered by exactly one event, except {@link
 * Release}, {@link Park} and {@link Log}.
 *
 * <p>A ticket stands for one payment held by one worker.
 */
public sealed interface Command {

  /** Take payments from the queue; wait for the first one if there is none. */
  record Take(int max) implements Command {}

  /** Take over payments whose holder is gone. */
  record TakeOver(int max, long idleMillis) implements Command {}

  /** Take back payments in doubt that were parked. Answered as {@link TakeOver} is. */
  record TakeBack(String processor, int max) implements Command {}

  /** Leave payments in doubt to whoever has room for them. Not answered. */
  record Park(String processor, List<Claim> claims) implements Command {}

  /** Say that these are still held. */
  record Renew(List<Held> held) implements Command {}

  /** Look what operators have paused. */
  record ReadPauses() implements Command {}

  /**
   * Tell the store again what it may have forgotten.
   *
   * @param era in which that is done; 0 by a worker that has just begun and knows nothing
   * @param waitsForOthers false gives up workers that have not told
   */
  record Tell(long era, List<WorkQueue.Recollection> recollections, boolean waitsForOthers)
      implements Command {}

  /** Let others have these. Not answered. */
  record Release(List<Claim> claims) implements Command {}

  /** Tell who listens. Not answered. */
  record Publish(PaymentEvent event) implements Command {}

  /** Tell people. Not answered. */
  record Log(Level level, String message) implements Command {}

  /** A payment that is held. */
  record Held(long ticket, Claim claim) {}

  /** Write to the store. A payment has at most one write under way. */
  sealed interface StoreWrite extends Command {
    /** The payment. */
    long ticket();
  }

  /** Record where the payment is about to be sent. */
  record Begin(long ticket, WorkQueue.Begin write) implements StoreWrite {}

  /** Record that the payment is executed. */
  record Settle(long ticket, WorkQueue.Settlement write) implements StoreWrite {}

  /** Record that the outcome of the last attempt is unknown. */
  record Doubt(long ticket, WorkQueue.Doubt write) implements StoreWrite {}

  /** Record that no attempt was executed. */
  record Clear(long ticket, WorkQueue.Clearance write) implements StoreWrite {}

  /** Move the payment to the dead letters. */
  record GiveUp(long ticket, WorkQueue.GiveUp write) implements StoreWrite {}

  /**
   * Send the payment.
   *
   * @param timeoutMillis how long to wait for the answer
   * @param trace in which the payment was offered
   * @param notAfter do not let the first byte leave if this moment may have passed: the claim may
   *     be another's then
   */
  record Send(
      long ticket,
      Payment payment,
      Intent intent,
      Optional<TraceParent> trace,
      long timeoutMillis,
      Now notAfter)
      implements Command {}

  /**
   * Ask a processor whether it has the payment.
   *
   * @param ticket of the payment; of the question where its request is out as well
   */
  record Find(long ticket, String processor, UUID correlationId) implements Command {}
}
