package dev.rinha.core.store;

import dev.rinha.core.payment.Payment;

/**
 * A payment that was given up. Names one death: a payment that was replayed and died again is
 * another dead letter. Immutable.
 *
 * @param generation the purge generation in which the payment was accepted
 * @param reason why it was given up
 * @param diedAtMillis when, in milliseconds since the epoch
 * @param history what was tried, see {@link dev.rinha.core.execution.History}
 */
public record DeadLetter(
    long generation, Payment payment, String reason, long diedAtMillis, String history) {}
