package dev.rinha.core;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Outcome;

/**
 * Is told what a {@link PaymentRouter} does, to measure it, by many threads at once and in the
 * middle of its work: must be quick. What it throws is logged and harms nobody. Whoever wants to do
 * something about a payment is a {@link dev.rinha.core.event.PaymentListener}.
 */
public interface RouterObserver {

  /**
   * A payment came from the queue to this router.
   *
   * @param queuedAtMillis when it was accepted, or put back by an operator
   */
  default void taken(Payment payment, long queuedAtMillis) {}

  /**
   * An attempt has ended.
   *
   * @param sentAtMillis when it began, in milliseconds since the epoch
   * @param outcome {@link Outcome.Unknown} if the client threw
   * @param tookNanos from then to its end
   */
  default void attempted(String processor, long sentAtMillis, Outcome outcome, long tookNanos) {}

  /**
   * A payment was settled, by this router and just now.
   *
   * @param queuedAtMillis as in {@link #taken}
   * @param settledAtMillis by the clock of the router
   */
  default void settled(Payment payment, Intent intent, long queuedAtMillis, long settledAtMillis) {}
}
