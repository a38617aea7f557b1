package dev.rinha.core.store;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;

/**
 * A payment whose last attempt had no definitive answer, seen by somebody who does not hold it.
 * Immutable.
 *
 * @param generation the purge generation in which the payment was accepted
 * @param place the payment's place in the queue
 * @param intent the attempt that may have been executed
 * @param sinceMillis since when that is not known, in milliseconds since the epoch
 * @param history what was tried, see {@link dev.rinha.core.execution.History}
 */
public record InDoubtPayment(
    long generation,
    String place,
    Payment payment,
    Intent intent,
    long sinceMillis,
    String history) {

  /** Names the payment where a claim is asked for; nobody holds it. */
  public Claim unheldClaim() {
    return new Claim(
        place + "/0", generation, payment, new PaymentState.InDoubt(intent, sinceMillis), history);
  }
}
