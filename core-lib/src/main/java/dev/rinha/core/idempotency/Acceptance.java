package dev.rinha.core.idempotency;

import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import java.util.Optional;

/** What became of a payment that was offered. Only the first three are promises. */
public sealed interface Acceptance {

  /** New, and now in the store. */
  record Accepted() implements Acceptance {}

  /**
   * The same payment was accepted before; nothing changed.
   *
   * @param status what has become of it
   */
  record Replayed(PaymentStatus status) implements Acceptance {}

  /**
   * A client offers what nobody is known to have offered before, with the same amount: accepted
   * when nobody was asked who he is. Nothing changed, and it is told no more of it.
   */
  record ReplayedOfNobody() implements Acceptance {}

  /** The correlation id belongs to a payment of another amount; nothing changed. */
  record Conflict(Money acceptedAmount) implements Acceptance {}

  /**
   * The correlation id belongs to a payment that is not known to be of the client that offers it;
   * nothing changed, and it is told nothing of it.
   */
  record NotOfClient() implements Acceptance {}

  /**
   * Too many payments are waiting; nothing changed.
   *
   * @param limit the configured number of unfinished payments
   */
  record QueueFull(long limit) implements Acceptance {}

  /**
   * As many payments of this client are waiting as there is room left for all; nothing changed.
   * Others are still accepted.
   */
  record ShareFull() implements Acceptance {}

  /**
   * Reads what an earlier acceptance means for the same correlation id now.
   *
   * @param acceptedOf whose payment it is; looked at only if somebody said who he is
   * @param offeredBy who offers it now; empty where nobody is asked
   */
  static Acceptance repeated(
      Money acceptedAmount,
      Optional<ClientName> acceptedOf,
      PaymentStatus status,
      Money offeredAmount,
      Optional<ClientName> offeredBy) {
    if (offeredBy.isPresent() && !acceptedOf.equals(offeredBy)) {
      return acceptedOf.isEmpty() && acceptedAmount.equals(offeredAmount)
          ? new ReplayedOfNobody()
          : new NotOfClient();
    }
    return acceptedAmount.equals(offeredAmount)
        ? new Replayed(status)
        : new Conflict(acceptedAmount);
  }
}
