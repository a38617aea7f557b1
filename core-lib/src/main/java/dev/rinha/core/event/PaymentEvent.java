package dev.rinha.core.event;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.OutboxEvent;

/** What became of a payment, as the store has it. */
public sealed interface PaymentEvent {

  /** Which payment. */
  Payment payment();

  /** The same event as a subscriber of the store gets it. */
  static PaymentEvent of(OutboxEvent event) {
    Payment payment = event.payment().payment();
    return switch (event.kind()) {
      case SETTLED -> new Settled(payment, executed(event));
      case DEAD -> new Dead(payment, event.reason());
      case PUT_BACK -> new PutBack(payment);
      case DISCARDED -> new Discarded(payment, event.reason());
      case RESOLVED -> new Resolved(payment);
      case CONFLICT -> new Conflict(payment, executed(event));
    };
  }

  private static Intent executed(OutboxEvent event) {
    if (event.payment().state() instanceof PaymentState.Settled(Intent intent, _)) {
      return intent;
    }
    throw new IllegalArgumentException("not executed: " + event);
  }

  /**
   * It was executed. Final; told again where the store's answer was lost.
   *
   * @param intent at which processor, and with which time
   */
  record Settled(Payment payment, Intent intent) implements PaymentEvent {}

  /**
   * It became a dead letter: it is not executed unless an operator puts it back.
   *
   * @param reason in plain words
   */
  record Dead(Payment payment, String reason) implements PaymentEvent {}

  /**
   * Nobody knows whether it was executed; that is being found out. Told by the router that met
   * that, not by those that take it over, and never to a listener with a name.
   *
   * @param intent where it may be, and with which time
   */
  record InDoubt(Payment payment, Intent intent) implements PaymentEvent {}

  /** A dead letter was put back on the queue: it is executed after all. */
  record PutBack(Payment payment) implements PaymentEvent {}

  /**
   * A dead letter was discarded: it is never executed.
   *
   * @param reason of its death, in plain words
   */
  record Discarded(Payment payment, String reason) implements PaymentEvent {}

  /** An operator found out that one in doubt was not executed; it is queued again. */
  record Resolved(Payment payment) implements PaymentEvent {}

  /**
   * It was executed at that processor although the store has it elsewhere: perhaps paid twice.
   *
   * @param intent what the store refused to write
   */
  record Conflict(Payment payment, Intent intent) implements PaymentEvent {}
}
