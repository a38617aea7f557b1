package dev.rinha.simulation;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.partitioned.PartitionedStore;
import dev.rinha.core.store.partitioned.Partitioner;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The stores in memory that the store is made of: mostly one. Not thread safe. */
final class SimulatedPartitions {

  private static final byte[] KEY = new byte[Partitioner.KEY_BYTES];

  private final VirtualClock clock;
  private final Partitioner partitioner;
  private final List<MemoryStore> stores;
  private final long[] awayUntilMillis;

  SimulatedPartitions(Scenario scenario, VirtualClock clock, MachineClock storeClock) {
    this.clock = clock;
    this.partitioner = new Partitioner(scenario.partitions(), KEY);
    this.stores =
        IntStream.range(0, scenario.partitions())
            .mapToObj(_ -> new MemoryStore(scenario.maxUnfinished(), storeClock))
            .toList();
    this.awayUntilMillis = new long[stores.size()];
  }

  int count() {
    return stores.size();
  }

  /** The store without what happens to it. */
  PaymentStore undisturbed() {
    return over(stores);
  }

  /** The store with what happens to its partitions. */
  PaymentStore disturbed(DeliberateDefect defect, RecallWatch recalls) {
    return count() == 1
        ? stores.getFirst()
        : over(
            defect.partitions(
                IntStream.range(0, count())
                    .<PaymentStore>mapToObj(number -> new Disturbed(number, recalls))
                    .toList()));
  }

  private PaymentStore over(List<? extends PaymentStore> parts) {
    return count() == 1
        ? parts.getFirst()
        : new PartitionedStore(
            parts, partitioner, Runnable::run, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
  }

  /** A partition does not answer workers until then. */
  void awayUntil(int partition, long untilMillis) {
    awayUntilMillis[partition] = untilMillis;
  }

  boolean someAway() {
    return IntStream.range(0, count()).anyMatch(this::isAway);
  }

  private boolean isAway(int partition) {
    return clock.millis() < awayUntilMillis[partition];
  }

  /** It is not certain any more that nothing was lost in a partition, though nothing was. */
  void beginEra(int partition) {
    stores.get(partition).restore(stores.get(partition).copy());
  }

  /** What all had at one time. */
  record Copy(List<MemoryStore.Copy> each) {
    long generation() {
      return each.getFirst().generation();
    }
  }

  Copy copy() {
    return new Copy(stores.stream().map(MemoryStore::copy).toList());
  }

  void restore(Copy copy, IntPredicate lost) {
    IntStream.range(0, count())
        .filter(lost)
        .forEach(number -> stores.get(number).restore(copy.each.get(number)));
  }

  int partitionOf(UUID correlationId) {
    return partitioner.partitionOf(correlationId);
  }

  void loseQueue() {
    stores.forEach(MemoryStore::loseQueue);
  }

  void handOutAnew(boolean destroyed) {
    stores.forEach(store -> store.handOutAnew(destroyed));
  }

  /** Does not answer workers while it is away. */
  private final class Disturbed extends DelegatingStore {

    private final int number;
    private final RecallWatch recalls;
    private final WorkQueue queue;

    Disturbed(int number, RecallWatch recalls) {
      super(stores.get(number));
      this.number = number;
      this.recalls = recalls;
      this.queue = new DisturbedQueue(stores.get(number).queue());
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }

    private void reach() {
      if (isAway(number)) {
        throw new StoreException("simulated: it does not answer");
      }
    }

    private final class DisturbedQueue extends DelegatingQueue {

      DisturbedQueue(WorkQueue queue) {
        super(queue);
      }

      @Override
      public List<Claim> take(String worker, int max, long waitMillis) {
        reach();
        return super.take(worker, max, waitMillis);
      }

      @Override
      public List<Claim> takeOver(String worker, int max, long idleMillis) {
        reach();
        return super.takeOver(worker, max, idleMillis);
      }

      @Override
      public List<Claim> takeBack(String worker, String processor, int max) {
        reach();
        return super.takeBack(worker, processor, max);
      }

      @Override
      public List<Claim> renew(String worker, List<Claim> claims) {
        reach();
        return super.renew(worker, claims);
      }

      @Override
      public void release(String worker, List<Claim> claims) {
        reach();
        super.release(worker, claims);
      }

      @Override
      public void park(String worker, String processor, List<Claim> claims) {
        reach();
        super.park(worker, processor, claims);
      }

      @Override
      public List<WriteResult> begin(String worker, List<Begin> sends) {
        reach();
        return super.begin(worker, sends);
      }

      @Override
      public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
        reach();
        return super.doubt(worker, doubts);
      }

      @Override
      public List<WriteResult> clear(String worker, List<Clearance> clearances) {
        reach();
        return super.clear(worker, clearances);
      }

      @Override
      public List<WriteResult> settle(List<Settlement> settlements) {
        reach();
        return super.settle(settlements);
      }

      @Override
      public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
        reach();
        return super.giveUp(worker, giveUps);
      }

      @Override
      public int recall(List<Recollection> recollections) {
        reach();
        return recalls.recall(stores.get(number), recollections);
      }

      @Override
      public Era told(String worker, long era, boolean waitsForOthers) {
        reach();
        return super.told(worker, era, waitsForOthers);
      }

      @Override
      public void leave(String worker) {
        reach();
        super.leave(worker);
      }
    }
  }
}
