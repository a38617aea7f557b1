package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.Conflicts;
import java.util.List;

/** The contradictions of all partitions. */
final class PartitionedConflicts implements Conflicts {

  private final Partitions partitions;

  PartitionedConflicts(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public long count() {
    return partitions.every(store -> store.conflicts().count()).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /**
   * {@inheritDoc}
   *
   * <p>As many as a partition lists, of each.
   */
  @Override
  public List<Conflict> list() {
    return partitions.every(store -> store.conflicts().list()).stream()
        .flatMap(List::stream)
        .sorted(comparingLong(Conflict::settledAtMillis))
        .toList();
  }
}
