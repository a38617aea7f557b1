package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreInspection;
import java.util.List;

/** A {@link PartitionedStore} whose partitions are on servers. Thread safe. */
public final class PartitionedSharedStore extends DelegatingStore implements SharedStore {

  private final StoreInspection inspection;

  /**
   * Creates one.
   *
   * @param stores the partitions in their order; closed with this
   * @param partitioner always the same for these partitions
   */
  public PartitionedSharedStore(List<? extends SharedStore> stores, Partitioner partitioner) {
    super(new PartitionedStore(stores, partitioner));
    inspection = new PartitionedInspection(stores, partitioner);
  }

  @Override
  public StoreInspection inspection() {
    return inspection;
  }
}
