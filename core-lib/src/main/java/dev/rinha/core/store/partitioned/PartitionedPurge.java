package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.StoreException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A purge of all partitions. First the control partition begins a generation, which records it;
 * then the others follow. Whoever looks next completes one whose process has died in between: a
 * partition that is in that generation already is not purged once more, so nothing is lost that
 * came since. Thread safe.
 */
final class PartitionedPurge {

  private static final Logger LOG = Logger.getLogger(PartitionedStore.class.getName());

  private final Partitions partitions;
  private final AtomicBoolean completing = new AtomicBoolean();

  /**
   * Which one all partitions are known to have begun, until an era begins that may have lost it.
   */
  private final AtomicReference<Completed> completed = new AtomicReference<>(new Completed(0, 0));

  private record Completed(long generation, long era) {}

  PartitionedPurge(Partitions partitions) {
    this.partitions = partitions;
  }

  long purge() {
    List<Part<Long>> parts =
        partitions.each(
            partitions.all(),
            partition -> partition.call(store -> store.ledger().census().generation()));
    return purgeTo(Partitions.answersOfSome(parts).stream().reduce(0L, Math::max) + 1);
  }

  long purgeTo(long wanted) {
    long generation = purge(partitions.control(), wanted);
    try {
      return completeTo(generation);
    } catch (StoreException e) {
      throw new StoreException(
          "the purge is recorded, and workers complete it: " + e.getMessage(), e);
    }
  }

  /**
   * Completes a purge that somebody has left unfinished, without keeping the caller waiting.
   *
   * @param era that of the whole store
   */
  void complete(long era) {
    if (completing.compareAndSet(false, true)) {
      partitions.elsewhere(() -> completeRecorded(era));
    }
  }

  private void completeRecorded(long era) {
    try {
      long recorded = partitions.control().call(store -> store.ledger().census()).generation();
      Completed wanted = new Completed(recorded, era);
      if (!wanted.equals(completed.get())) {
        var _ = completeTo(recorded);
        completed.set(wanted);
      }
    } catch (StoreException e) {
      LOG.log(Level.FINE, "whether a purge is to be completed is looked at again", e);
    } finally {
      completing.set(false);
    }
  }

  private long completeTo(long generation) {
    List<Long> begun =
        Partitions.answers(
            partitions.each(partitions.all(), partition -> purge(partition, generation)));
    long last = begun.stream().reduce(generation, Math::max);
    // Later if the control partition has gone back to a time before it.
    return last > generation ? completeTo(last) : generation;
  }

  private static long purge(Partition partition, long generation) {
    return partition.call(store -> store.ledger().purgeTo(generation));
  }
}
