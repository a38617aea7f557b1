package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How one worker waits for payments of several partitions: no call can. While the worker waits, one
 * call waits at each partition, on a thread of its own; whichever gets payments first ends the
 * wait, and the others go on. What they get is handed out when the worker asks next. If it does not
 * ask in time, because it has no room or has paused, that is released for others.
 *
 * <p>So at most as many payments are taken ahead as the worker has asked for, or one of each
 * partition if that is more. Rejected: asking partition after partition, which is either slow to
 * notice a payment or busy while there is none. Thread safe.
 */
final class TakenAhead {

  /** A worker that has room asks again within some milliseconds. */
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

  private static final long FAILED_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** More than any call waits at a partition that answers. */
  private static final long LEAVING_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final Partitions partitions;
  private final Caller caller;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Batch> waiting = new ArrayList<>();
  private final Set<Partition> reading = new HashSet<>();
  private final Map<Partition, Failure> failures = new HashMap<>();
  private int readers;
  private boolean left;

  /** Calls partitions in the name of the worker. */
  interface Caller {
    List<Claim> take(Partition partition, int max, long waitMillis);

    void release(Partition partition, List<Claim> claims);
  }

  /** What one partition handed out at a time. */
  private record Batch(Partition partition, Deque<Claim> claims) {}

  private record Failure(StoreException why, long atNanos) {}

  TakenAhead(Partitions partitions, Caller caller) {
    this.partitions = partitions;
    this.caller = caller;
  }

  /** A claim, and whose it is. */
  record Taken(Partition partition, Claim claim) {}

  List<Taken> take(int max, long waitMillis) {
    lock.lock();
    try {
      failures.clear();
      long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (true) {
        read(max, waitMillis);
        List<Taken> taken = handOut(max);
        if (!taken.isEmpty() || left <= 0) {
          return taken;
        }
        requireSomebodyAnswers();
        // At the latest then a partition that failed is asked again.
        long rest = left - FAILED_QUIET_NANOS;
        left = failures.isEmpty() || rest <= 0 ? await(left) : rest + await(FAILED_QUIET_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  private long await(long awaitedNanos) {
    try {
      return Math.max(0, changed.awaitNanos(awaitedNanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for a payment", e);
    }
  }

  private void requireSomebodyAnswers() {
    if (failures.size() == partitions.count() && reading.isEmpty()) {
      throw failures.values().iterator().next().why;
    }
  }

  /** Sees to it that somebody waits at each partition, unless there is enough. */
  private void read(int max, long waitMillis) {
    if (left || waiting.stream().mapToInt(batch -> batch.claims.size()).sum() >= max) {
      return;
    }
    int share = Math.max(1, max / partitions.count());
    long now = partitions.nanos();
    for (Partition partition : partitions.all()) {
      Failure failure = failures.get(partition);
      if ((failure == null || now - failure.atNanos >= FAILED_QUIET_NANOS)
          && reading.add(partition)) {
        readers++;
        partitions.elsewhere(() -> read(partition, share, waitMillis));
      }
    }
  }

  private void read(Partition partition, int max, long waitMillis) {
    Batch batch = new Batch(partition, new ArrayDeque<>());
    Optional<Failure> failure = Optional.empty();
    try {
      batch.claims.addAll(caller.take(partition, max, waitMillis));
    } catch (StoreException e) {
      failure = Optional.of(new Failure(e, partitions.nanos()));
    } finally {
      ended(batch, failure);
    }
    try {
      releaseUnlessHandedOut(batch);
    } finally {
      done();
    }
  }

  private void done() {
    lock.lock();
    try {
      readers--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void ended(Batch batch, Optional<Failure> failure) {
    lock.lock();
    try {
      reading.remove(batch.partition);
      failures.remove(batch.partition);
      failure.ifPresent(why -> failures.put(batch.partition, why));
      if (!batch.claims.isEmpty()) {
        waiting.add(batch);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void releaseUnlessHandedOut(Batch batch) {
    List<Claim> unwanted;
    lock.lock();
    try {
      long kept = KEPT_NANOS;
      while (!batch.claims.isEmpty() && !left && kept > 0) {
        kept = await(kept);
      }
      waiting.remove(batch);
      unwanted = List.copyOf(batch.claims);
      batch.claims.clear();
    } finally {
      lock.unlock();
    }
    release(batch.partition, unwanted);
  }

  private void release(Partition partition, List<Claim> claims) {
    if (!claims.isEmpty()) {
      caller.release(partition, claims);
    }
  }

  /** What was handed out so far; without waiting. */
  List<Taken> handOut(int max) {
    lock.lock();
    try {
      List<Taken> taken = new ArrayList<>();
      while (taken.size() < max && !waiting.isEmpty()) {
        Batch oldest =
            waiting.stream()
                .min(comparingLong(batch -> batch.claims.getFirst().queuedAtMillis()))
                .orElseThrow();
        taken.add(new Taken(oldest.partition, oldest.claims.removeFirst()));
        if (oldest.claims.isEmpty()) {
          waiting.remove(oldest);
          changed.signalAll();
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The worker asks no more. Waits within a bound until nobody waits at a partition in its name:
   * what is still taken is released.
   */
  void leave() {
    lock.lock();
    try {
      left = true;
      changed.signalAll();
      long bound = LEAVING_NANOS;
      while (readers > 0 && bound > 0) {
        bound = await(bound);
      }
    } finally {
      lock.unlock();
    }
  }
}
