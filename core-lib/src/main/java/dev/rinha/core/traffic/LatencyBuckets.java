package dev.rinha.core.traffic;

import java.util.Map;
import java.util.TreeMap;

/**
 * Latencies in {@value #COUNT} buckets, each half as wide again as the one before it: from 1 ms to
 * 27 s, and a last one for whatever took longer. The middle of a bucket is at most a quarter off.
 */
public final class LatencyBuckets {

  /** How many there are. */
  public static final int COUNT = 26;

  private static final long[] UPPER_MILLIS = new long[COUNT];

  static {
    UPPER_MILLIS[0] = 1;
    for (int i = 1; i < COUNT; i++) {
      UPPER_MILLIS[i] = Math.round(UPPER_MILLIS[i - 1] * 1.5);
    }
  }

  private LatencyBuckets() {}

  /** The bucket of a latency. */
  public static int of(long millis) {
    int bucket = 0;
    while (bucket < COUNT - 1 && UPPER_MILLIS[bucket] < millis) {
      bucket++;
    }
    return bucket;
  }

  /** The latency that stands for a bucket: its middle. */
  public static long middleMillis(int bucket) {
    long below = bucket == 0 ? 0 : UPPER_MILLIS[bucket - 1];
    return (below + UPPER_MILLIS[bucket] + 1) / 2;
  }

  /**
   * The latency that the given part did not exceed, as the middle of its bucket; 0 if there is
   * none.
   *
   * @param counts by bucket
   */
  public static long quantileMillis(Map<Integer, Long> counts, double quantile) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long wanted = (long) Math.ceil(quantile * all);
    for (var entry : new TreeMap<>(counts).entrySet()) {
      wanted -= entry.getValue();
      if (wanted <= 0) {
        return middleMillis(entry.getKey());
      }
    }
    return 0;
  }
}
