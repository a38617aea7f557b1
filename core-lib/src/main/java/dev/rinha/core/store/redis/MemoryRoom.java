package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many payments may be unfinished so that all of them can still be finished in the memory that
 * Redis may use. Where that is used up to the last byte by accepting, nothing can be begun or
 * settled any more, because each of these steps needs some as well.
 *
 * <p>The memory in use is asked for at most every {@link #SAMPLE}, beside the payments and not for
 * each. Between two samples it is the number in the queue that bounds, which the script of the
 * acceptance counts exactly; only what is settled meanwhile is not foreseen, and has its place in
 * the reserve. Thread safe.
 */
final class MemoryRoom {

  /** Measured: an accepted payment takes 140 to 215 bytes. */
  private static final long ACCEPTED_BYTES = 160;

  /**
   * What it may take in addition until it is finished: measured 90 for one that is sent, 310 to 380
   * for one in doubt, up to 550 with a long history.
   */
  private static final long FINISHING_BYTES = 600;

  /** For buffers of connections, totals, and what is settled between two samples. */
  private static final long LEAST_RESERVE_BYTES = 512 * 1024;

  private static final int RESERVED_PART = 32;

  /** How many may be unfinished where Redis has no limit, or does not tell it. */
  static final long WITHOUT_LIMIT = 1_000_000;

  private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(250);

  private final RedisLink link;
  private final long atMost;
  private final LongSupplier nanos;
  private final AtomicLong sampledAtNanos;
  private volatile long limit;

  /**
   * @param maxUnfinished how many may be unfinished whatever the memory; 0 for any number
   * @param nanos a clock that never jumps
   */
  MemoryRoom(RedisLink link, long maxUnfinished, LongSupplier nanos) {
    this.link = link;
    this.nanos = nanos;
    this.sampledAtNanos = new AtomicLong(nanos.getAsLong());
    this.atMost = maxUnfinished > 0 ? maxUnfinished : Long.MAX_VALUE;
    this.limit = maxUnfinished > 0 ? maxUnfinished : WITHOUT_LIMIT;
  }

  /** How many payments may be unfinished now. */
  long limit() {
    long known = limit;
    long before = sampledAtNanos.get();
    long now = nanos.getAsLong();
    if (now - before >= SAMPLE && sampledAtNanos.compareAndSet(before, now)) {
      link.measure(this::measured);
    }
    return known;
  }

  /**
   * Measures at once, for a Redis that has just been connected to.
   *
   * @throws StoreException if it is away
   */
  void measure() {
    try {
      measured(link.info("memory"), link.queueLength());
    } catch (StoreException e) {
      if (!(e.getCause() instanceof RedisCommandExecutionException)) {
        throw e;
      }
    }
  }

  private void measured(String memory, long unfinished) {
    long maxBytes = HealthCheck.number(HealthCheck.field(memory, "maxmemory"));
    long usedBytes =
        HealthCheck.number(HealthCheck.field(memory, "used_memory"))
            - HealthCheck.number(HealthCheck.field(memory, "mem_not_counted_for_evict"));
    limit =
        Math.min(atMost, maxBytes == 0 ? WITHOUT_LIMIT : share(maxBytes, usedBytes, unfinished));
  }

  /** Partitions on the same server are taken for equally full. */
  private long share(long maxBytes, long usedBytes, long unfinished) {
    int sharers = link.sharers();
    return limit(maxBytes, usedBytes, unfinished * sharers) / sharers;
  }

  /** Those there are, and as many more as can be both accepted and finished. */
  static long limit(long maxBytes, long usedBytes, long unfinished) {
    long reserve = Math.max(LEAST_RESERVE_BYTES, maxBytes / RESERVED_PART);
    long free = maxBytes - reserve - usedBytes - unfinished * FINISHING_BYTES;
    return Math.max(0, unfinished + Math.floorDiv(free, ACCEPTED_BYTES + FINISHING_BYTES));
  }
}
