package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import java.util.List;

/**
 * Who works on the store: what the control partition says. The others hear of the workers as well,
 * so that they wait for nobody who has long been silent when an era of theirs begins.
 */
final class PartitionedRoster implements WorkerRoster {

  private final Partitions partitions;

  PartitionedRoster(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    List<WorkerTerms> there = partitions.control().call(store -> store.workers().announce(terms));
    var _ =
        partitions.each(
            partitions.allButControl(),
            partition -> partition.call(store -> store.workers().announce(terms)));
    return there;
  }

  @Override
  public void withdraw(String worker) {
    partitions.everyDoes(store -> store.workers().withdraw(worker));
  }

  @Override
  public List<WorkerTerms> all() {
    return partitions.control().call(store -> store.workers().all());
  }
}
