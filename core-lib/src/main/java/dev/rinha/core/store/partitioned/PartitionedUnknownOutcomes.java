package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.UnknownOutcomes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Payments in doubt. */
final class PartitionedUnknownOutcomes implements UnknownOutcomes {

  private final Partitions partitions;
  private final PartitionedPauses pauses;

  PartitionedUnknownOutcomes(Partitions partitions, PartitionedPauses pauses) {
    this.partitions = partitions;
    this.pauses = pauses;
  }

  @Override
  public List<InDoubtPayment> list(int max) {
    return partitions.every(store -> store.unknownOutcomes().list(max)).stream()
        .flatMap(List::stream)
        .sorted(
            comparingLong(InDoubtPayment::sinceMillis)
                .thenComparing(InDoubtPayment::payment, Ordering.BY_ID))
        .limit(max)
        .toList();
  }

  @Override
  public Optional<InDoubtPayment> find(UUID correlationId) {
    return partitions.of(correlationId).call(store -> store.unknownOutcomes().find(correlationId));
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    List<Freeing> careful = freeings.stream().filter(freeing -> freeing.quietMillis() > 0).toList();
    if (!careful.isEmpty()) {
      pauses.follow(
          careful.stream()
              .map(PartitionedUnknownOutcomes::id)
              .map(partitions::of)
              .distinct()
              .toList(),
          careful.stream()
              .<PauseScope>flatMap(
                  freeing ->
                      Stream.of(
                          new PauseScope.Queue(),
                          new PauseScope.Processor(freeing.payment().intent().processor())))
              .distinct()
              .toList());
    }
    return partitions.split(
        freeings,
        PartitionedUnknownOutcomes::id,
        (store, own) -> store.unknownOutcomes().free(own));
  }

  private static UUID id(Freeing freeing) {
    return freeing.payment().payment().correlationId();
  }
}
