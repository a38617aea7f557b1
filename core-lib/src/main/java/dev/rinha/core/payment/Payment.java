package dev.rinha.core.payment;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * A payment as it was accepted. Immutable.
 *
 * @param correlationId the idempotency key chosen by whoever asked for the payment
 * @param amount what to pay, above zero
 * @param acceptedAtMillis when it was first accepted, in milliseconds since the epoch, in no year
 *     after 9999
 */
public record Payment(UUID correlationId, Money amount, long acceptedAtMillis) {

  /**
   * @throws IllegalArgumentException if the amount is zero, or the time before the epoch or after
   *     {@link RequestedAt#MAX_MILLIS}
   */
  public Payment {
    requireNonNull(correlationId, "correlationId");
    requireNonNull(amount, "amount");
    if (amount.cents() == 0) {
      throw new IllegalArgumentException("amount must be above zero");
    }
    if (acceptedAtMillis < 0 || acceptedAtMillis > RequestedAt.MAX_MILLIS) {
      throw new IllegalArgumentException(
          "acceptedAtMillis must be 0 to " + RequestedAt.MAX_MILLIS + ", was " + acceptedAtMillis);
    }
  }
}
