package dev.rinha.shop;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.PaymentRouter;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.StoreException;
import dev.rinha.shop.Order.State;
import java.util.Optional;

/** Rinha Payments in the same process. */
record LibraryPayments(PaymentRouter router) implements Payments {

  @Override
  public Offer offer(Order order) {
    try {
      return switch (router.accept(order.payment(), new Money(order.cents()))) {
        case Acceptance.Accepted _, Acceptance.Replayed _, Acceptance.ReplayedOfNobody _ ->
            Offer.ACCEPTED;
        case Acceptance.QueueFull _, Acceptance.ShareFull _ -> Offer.NOT_NOW;
        case Acceptance.Conflict _, Acceptance.NotOfClient _ -> Offer.REFUSED;
      };
    } catch (StoreException e) {
      return Offer.NOT_NOW; // Perhaps it was accepted: under the same id that does not matter.
    }
  }

  @Override
  public Optional<State> ask(Order order) {
    try {
      return Optional.of(
          router
              .details(order.payment())
              .map(PaymentDetails::status)
              .map(LibraryPayments::state)
              // It was accepted, so it was forgotten: offered again it might be paid twice.
              .orElse(State.CHECK));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private static State state(PaymentStatus status) {
    return switch (status) {
      case QUEUED, SENDING, IN_DOUBT -> State.OPEN;
      case SETTLED -> State.PAID;
      case DEAD -> State.FAILED;
      case DISCARDED -> State.CANCELLED;
    };
  }
}
