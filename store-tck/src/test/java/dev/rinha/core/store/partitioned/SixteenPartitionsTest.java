package dev.rinha.core.store.partitioned;

import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;

/** What every store promises, over many partitions. */
final class SixteenPartitionsTest extends PaymentStoreContract {

  private final MemoryPartitions factory = new MemoryPartitions(16, _ -> true);

  @Override
  public StoreFactory factory() {
    return factory;
  }
}
