package dev.rinha.core.store.partitioned;

import dev.rinha.core.internal.StoreFailureLog;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnwritableException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One of the partitions. While it does not answer nobody but one at a time waits for it: calls are
 * refused at once, and now and then a question that changes nothing looks whether it is back.
 */
final class Partition {

  private static final Logger LOG = Logger.getLogger(PartitionedStore.class.getName());
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** One that refuses writes is asked to write seldom: it counts as away in between. */
  private static final Duration TOLD_AFTER = Duration.ofSeconds(10);

  private final int number;
  private final String name;
  private final PaymentStore store;
  private final Executor others;
  private final LongSupplier nanos;
  private final StoreFailureLog trouble;
  private final AtomicBoolean looking = new AtomicBoolean();

  /** Why it counts as away; null while it answers. */
  private volatile @Nullable StoreException away;

  private volatile long lookAtNanos;

  Partition(int number, int of, PaymentStore store, Executor others, LongSupplier nanos) {
    this.number = number;
    this.name = "partition " + number + " of " + of;
    this.store = store;
    this.others = others;
    this.nanos = nanos;
    this.trouble = new StoreFailureLog(nanos, TOLD_AFTER, LOG::warning, LOG::info);
  }

  int number() {
    return number;
  }

  /** The store that it is, for what nobody waits for. */
  PaymentStore store() {
    return store;
  }

  boolean answers() {
    return away == null;
  }

  <A> A call(Function<PaymentStore, A> call) {
    requireAnswering();
    try {
      A answer = call.apply(store);
      answered();
      return answer;
    } catch (UnwritableException e) {
      throw e;
    } catch (StoreException e) {
      failed(e);
      throw e;
    }
  }

  /** The same as a part of a call of which others may succeed. */
  <A> Part<A> part(Function<Partition, A> call) {
    try {
      return new Part.Answered<>(call.apply(this));
    } catch (UnwritableException e) {
      throw e;
    } catch (StoreException e) {
      return new Part.Failed<>(e);
    }
  }

  private void requireAnswering() {
    if (answers()) {
      return;
    }
    if (nanos.getAsLong() - lookAtNanos >= 0 && looking.compareAndSet(false, true)) {
      others.execute(this::look);
    }
    StoreException why = away;
    if (why != null) {
      throw StoreException.refused(this + " does not answer: " + why.getMessage(), why);
    }
  }

  private void look() {
    try {
      var _ = store.ledger().census();
      answered();
    } catch (StoreException e) {
      away = e;
    } finally {
      lookAtNanos = nanos.getAsLong() + LOOK_AGAIN_NANOS;
      looking.set(false);
    }
  }

  private void answered() {
    if (away != null) {
      away = null;
    }
    trouble.worked(name);
  }

  /** A clear no costs nobody any time, and whoever was interrupted knows nothing. */
  private void failed(StoreException e) {
    if (e.refused() || Thread.currentThread().isInterrupted()) {
      return;
    }
    lookAtNanos = nanos.getAsLong() + LOOK_AGAIN_NANOS;
    trouble.failed(name + " does not answer, the others go on: " + e.getMessage());
    away = e;
  }

  @Override
  public String toString() {
    return name;
  }
}
