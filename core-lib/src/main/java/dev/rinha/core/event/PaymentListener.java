package dev.rinha.core.event;

/**
 * Is told what becomes of payments, one event after the other, on a thread of its own: the
 * execution of payments never waits for it. What it throws is logged, and it is told the next event
 * all the same; one with a name is told again later what it threw at, and may be told anything
 * again, so it goes by what the payment has come to and not by how often it hears of it.
 */
@FunctionalInterface
public interface PaymentListener {

  /** Takes note of it. */
  void happened(PaymentEvent event);

  /**
   * The same of one that has a name, see {@code PaymentRouter.Builder.listener}. Default: {@link
   * #happened(PaymentEvent)}.
   *
   * @param id names the event for ever, to webhooks too: what is told again has the same
   */
  default void happened(PaymentEvent event, String id) {
    happened(event);
  }

  /**
   * Takes note that it was not told of so many events, since the store had no room to keep them for
   * it. Only of one that has a name, see {@code PaymentRouter.Builder.listener}. Default: nothing.
   */
  default void lost(long events) {}
}
