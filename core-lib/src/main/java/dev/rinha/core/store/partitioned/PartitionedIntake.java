package dev.rinha.core.store.partitioned;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Intake;

/** Where payments enter, each its partition. */
final class PartitionedIntake implements Intake {

  private final Partitions partitions;

  PartitionedIntake(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public Acceptance accept(Payment payment) {
    return accept(payment, History.EMPTY);
  }

  @Override
  public Acceptance accept(Payment payment, History history) {
    requireNonNull(payment, "payment");
    requireNonNull(history, "history");
    Acceptance answer =
        partitions
            .of(payment.correlationId())
            .call(store -> store.intake().accept(payment, history));
    return switch (answer) {
      // Each partition has its share of the room.
      case Acceptance.QueueFull(long limit) -> new Acceptance.QueueFull(limit * partitions.count());
      case Acceptance.Accepted _,
          Acceptance.Replayed _,
          Acceptance.ReplayedOfNobody _,
          Acceptance.Conflict _,
          Acceptance.NotOfClient _,
          Acceptance.ShareFull _ ->
          answer;
    };
  }
}
