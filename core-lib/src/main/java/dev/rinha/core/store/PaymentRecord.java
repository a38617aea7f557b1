package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;

/**
 * Everything the store knows of one payment.
 *
 * @param history what was tried
 */
public record PaymentRecord(Payment payment, PaymentState state, History history) {

  /** Where it is or was sent last, as far as is known; empty if it was not. */
  public String lastProcessor() {
    return switch (state) {
      case PaymentState.Sending(Intent intent) -> intent.processor();
      case PaymentState.InDoubt(Intent intent, _) -> intent.processor();
      case PaymentState.Settled(Intent intent, _) -> intent.processor();
      case PaymentState.Queued _, PaymentState.Dead _, PaymentState.Discarded _ ->
          history.lastProcessor();
    };
  }
}
