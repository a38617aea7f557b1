package dev.rinha.service.dashboard;

import java.util.Map;
import java.util.TreeMap;

/** Percentiles of times that were counted in buckets, as Prometheus reads them. */
final class Quantile {

  private Quantile() {}

  /**
   * The time within which that part of the measured ones was, taken as evenly spread in its bucket.
   * Beyond the last finite bound it is that bound.
   *
   * @param part 0 to 1
   * @param counts by upper bound, each without those below it; the last bound is infinite
   * @return in the unit of the bounds; not a number if nothing was measured
   */
  static double of(double part, TreeMap<Double, Long> counts) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    if (all <= 0) {
      return Double.NaN;
    }
    double rank = part * all;
    double below = 0;
    double lower = 0;
    for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
      long count = bucket.getValue();
      if (count > 0 && below + count >= rank) {
        return bucket.getKey().isInfinite()
            ? lower
            : lower + (bucket.getKey() - lower) * (rank - below) / count;
      }
      below += count;
      lower = bucket.getKey().isInfinite() ? lower : bucket.getKey();
    }
    return lower;
  }

  /** What was counted in between; nothing if they were begun anew meanwhile. */
  static TreeMap<Double, Long> between(TreeMap<Double, Long> before, TreeMap<Double, Long> now) {
    TreeMap<Double, Long> counted = new TreeMap<>();
    now.forEach(
        (bound, count) -> counted.put(bound, Math.max(0, count - before.getOrDefault(bound, 0L))));
    return counted;
  }
}
