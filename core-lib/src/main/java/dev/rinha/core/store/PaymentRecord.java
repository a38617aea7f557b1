package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;

/**
 * Everything the store knows of one payment.
 *
 * @param history what was tried
 */
public record PaymentRecord(Payment payment, PaymentState state, History history) {}
