package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Intake;
import java.util.Optional;

/** Where payments enter. */
final class MemoryIntake implements Intake {

  private final MemoryState state;

  MemoryIntake(MemoryState state) {
    this.state = state;
  }

  @Override
  public Acceptance accept(Payment payment) {
    return accept(payment, History.EMPTY);
  }

  @Override
  public Acceptance accept(Payment payment, History history) {
    requireNonNull(payment, "payment");
    requireNonNull(history, "history");
    return state.guarded(
        () -> {
          Item known = state.items.get(payment.correlationId());
          if (known != null) {
            return Acceptance.repeated(
                known.payment.amount(),
                known.history.client(),
                PaymentStatus.of(known.state),
                payment.amount(),
                history.client());
          }
          long room = state.maxUnfinished - state.unfinished.size();
          if (room <= 0) {
            return new Acceptance.QueueFull(state.maxUnfinished);
          }
          Optional<ClientName> client = history.client();
          if (client.isPresent() && state.unfinishedOf(client.get()) >= room) {
            return new Acceptance.ShareFull();
          }
          Item item = new Item(payment);
          item.history = history;
          state.items.put(payment.correlationId(), item);
          state.enqueue(item, payment.acceptedAtMillis());
          return new Acceptance.Accepted();
        });
  }
}
