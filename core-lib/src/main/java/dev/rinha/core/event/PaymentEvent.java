package dev.rinha.core.event;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;

/**
 * What became of a payment, as the store has it. Of payments that several routers of a store
 * execute each tells what it has written itself.
 */
public sealed interface PaymentEvent {

  /** Which payment. */
  Payment payment();

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
   * that, not by those that take it over.
   *
   * @param intent where it may be, and with which time
   */
  record InDoubt(Payment payment, Intent intent) implements PaymentEvent {}

  /**
   * It was executed at that processor although the store has it elsewhere: perhaps paid twice.
   *
   * @param intent what the store refused to write
   */
  record Conflict(Payment payment, Intent intent) implements PaymentEvent {}
}
