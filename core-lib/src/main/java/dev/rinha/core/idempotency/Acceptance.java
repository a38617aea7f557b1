package dev.rinha.core.idempotency;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;

/** What became of a payment that was offered. Only the first two are promises. */
public sealed interface Acceptance {

  /** New, and now in the store. */
  record Accepted() implements Acceptance {}

  /**
   * The same payment was accepted before; nothing changed.
   *
   * @param status what has become of it
   */
  record Replayed(PaymentStatus status) implements Acceptance {}

  /** The correlation id belongs to a payment of another amount; nothing changed. */
  record Conflict(Money acceptedAmount) implements Acceptance {}

  /**
   * Too many payments are waiting; nothing changed.
   *
   * @param limit the configured number of unfinished payments
   */
  record QueueFull(long limit) implements Acceptance {}

  /** Reads what an earlier acceptance means for the same correlation id now. */
  static Acceptance repeated(Money acceptedAmount, PaymentStatus status, Money offeredAmount) {
    return acceptedAmount.equals(offeredAmount)
        ? new Replayed(status)
        : new Conflict(acceptedAmount);
  }
}
