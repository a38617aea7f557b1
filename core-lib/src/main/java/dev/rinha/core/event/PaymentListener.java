package dev.rinha.core.event;

/**
 * Is told what becomes of payments, one event after the other, on a thread of its own: the
 * execution of payments never waits for it. What it throws is logged, and it is told the next event
 * all the same.
 */
@FunctionalInterface
public interface PaymentListener {

  /** Takes note of it. */
  void happened(PaymentEvent event);
}
