package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.tck.StoreFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Partitions in memory, and as many stores over them as somebody opens, as processes do. */
final class MemoryPartitions implements StoreFactory {

  static final byte[] KEY = new byte[Partitioner.KEY_BYTES];

  final List<MemoryStore> stores = new ArrayList<>();
  private final Partitioner partitioner;
  private final IntPredicate eraBegins;

  /**
   * @param eraBegins in which partitions a new era begins where one is to begin
   */
  MemoryPartitions(int partitions, IntPredicate eraBegins) {
    this.partitioner = new Partitioner(partitions, KEY);
    this.eraBegins = eraBegins;
  }

  @Override
  public PaymentStore open(long maxUnfinished) {
    while (stores.size() < partitions()) {
      stores.add(
          new MemoryStore(Math.max(1, maxUnfinished / partitions()), InstantSource.system()));
    }
    return new PartitionedStore(stores, partitioner);
  }

  @Override
  public int partitions() {
    return partitioner.partitions();
  }

  @Override
  public int partitionOf(UUID correlationId) {
    return partitioner.partitionOf(correlationId);
  }

  @Override
  public void loseQueue() {
    each(MemoryStore::loseQueue);
  }

  @Override
  public void handOutAnew(boolean destroyed) {
    each(store -> store.handOutAnew(destroyed));
  }

  @Override
  public void beginEra() {
    for (int i = 0; i < stores.size(); i++) {
      if (eraBegins.test(i)) {
        stores.get(i).restore(stores.get(i).copy());
      }
    }
  }

  private void each(Consumer<MemoryStore> action) {
    stores.forEach(action);
  }
}
