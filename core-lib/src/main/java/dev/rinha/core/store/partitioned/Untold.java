package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.Recollection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What workers of this process know, and partitions have not been told because they did not answer:
 * the others need not wait for that, and nobody says that all was told before it was. Thread safe.
 */
final class Untold {

  /** More than some workers remember. */
  private static final int MOST_OF_A_PARTITION = 65_536;

  private final Map<Partition, Set<Recollection>> all = new HashMap<>();

  synchronized void add(Partition partition, List<Recollection> recollections) {
    Set<Recollection> own = all.computeIfAbsent(partition, _ -> new LinkedHashSet<>());
    if (own.size() + recollections.size() > MOST_OF_A_PARTITION) {
      throw new StoreException(
          "%s has not been told of %s payments, which is the most that wait for that"
              .formatted(partition, own.size()));
    }
    own.addAll(recollections);
  }

  /** Tells it what it has not been told; answers how much of that was news. */
  int tell(Partition partition) {
    List<Recollection> own = of(partition);
    if (own.isEmpty()) {
      return 0;
    }
    int news = partition.call(store -> recall(store, own));
    told(partition, own);
    return news;
  }

  /** A purge that it has lost first: otherwise that would take with it what it is told. */
  private static int recall(PaymentStore store, List<Recollection> own) {
    long generation = own.stream().mapToLong(one -> one.claim().generation()).max().orElse(0);
    long _ = store.ledger().purgeTo(generation);
    return store.queue().recall(own);
  }

  private synchronized List<Recollection> of(Partition partition) {
    return List.copyOf(all.getOrDefault(partition, Set.of()));
  }

  private synchronized void told(Partition partition, List<Recollection> recollections) {
    all.getOrDefault(partition, new LinkedHashSet<>()).removeAll(Set.copyOf(recollections));
  }
}
