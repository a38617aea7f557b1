package dev.rinha.core.summary;

import dev.rinha.core.summary.TimeBuckets.Level;

/**
 * What one bucket of time holds of one processor. Immutable.
 *
 * @param bucket the number of the bucket, counted from the epoch
 */
public record BucketTotals(Level level, long bucket, String processor, Totals totals) {

  /** The time that the bucket spans. */
  public TimeWindow window() {
    return level.window(bucket);
  }
}
