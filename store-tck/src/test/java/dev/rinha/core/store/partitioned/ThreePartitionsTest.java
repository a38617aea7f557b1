package dev.rinha.core.store.partitioned;

import dev.rinha.tck.EraContract;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;

/** What every store promises, over partitions of which one alone is in a new era. */
final class ThreePartitionsTest extends PaymentStoreContract {

  private final MemoryPartitions factory =
      new MemoryPartitions(3, number -> number == partitionOfThePayment());

  private int partitionOfThePayment() {
    return factory.partitionOf(EraContract.PAYMENT.correlationId());
  }

  @Override
  public StoreFactory factory() {
    return factory;
  }
}
