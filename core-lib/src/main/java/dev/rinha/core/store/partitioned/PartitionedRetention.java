package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.Retention;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Forgets what is finished and old, in one partition after the other: what is forgotten is old
 * enough, but not always the oldest of all.
 */
final class PartitionedRetention implements Retention {

  private final Partitions partitions;

  /** The partition that had something to forget last. */
  private final AtomicInteger first = new AtomicInteger();

  PartitionedRetention(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public long nowMillis() {
    return partitions.control().call(store -> store.retention().nowMillis());
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return partitions.every(store -> store.retention().oldestSettledMinute()).stream()
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    return forget(max, (retention, some) -> retention.forgetSettled(beforeMillis, some));
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return forget(max, (retention, some) -> retention.forgetDead(beforeMillis, some));
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return forget(max, (retention, some) -> retention.forgetDiscarded(beforeMillis, some));
  }

  private int forget(int max, BiFunction<Retention, Integer, Integer> forget) {
    int most = Math.min(max, MOST_PER_STEP);
    int forgotten = 0;
    int begin = first.get();
    for (int i = 0; i < partitions.count() && forgotten < most; i++) {
      Partition partition = partitions.all().get((begin + i) % partitions.count());
      int room = most - forgotten;
      forgotten += partition.call(store -> forget.apply(store.retention(), room));
      first.set(partition.number());
    }
    return forgotten;
  }
}
