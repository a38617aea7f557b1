package dev.rinha.core.summary;

import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Totals per processor and bucket of time, in memory. What it costs to add a payment or to read a
 * window does not depend on how many payments were added before. Not thread safe: whoever owns it
 * guards it.
 */
public final class BucketedTotals {

  private static final class Bucket {
    private long count;
    private long cents;

    void add(long moreCents) {
      cents = Math.addExact(cents, moreCents);
      count++;
    }

    void remove(long lessCents) {
      cents -= lessCents;
      count--;
    }
  }

  /** Per processor one map for each level, from the number of the bucket to its totals. */
  private final SortedMap<String, List<Map<Long, Bucket>>> processors = new TreeMap<>();

  /**
   * Counts one payment.
   *
   * @throws IllegalArgumentException if the time is before the epoch or after the year 9999
   */
  public void add(String processor, long requestedAtMillis, long cents) {
    TimeBuckets.requireCountable(requestedAtMillis);
    List<Map<Long, Bucket>> levels = processors.computeIfAbsent(processor, _ -> emptyLevels());
    for (Level level : Level.all()) {
      levels
          .get(level.ordinal())
          .computeIfAbsent(level.bucket(requestedAtMillis), _ -> new Bucket())
          .add(cents);
    }
  }

  /**
   * Takes away one payment that was counted.
   *
   * @throws IllegalStateException if none is counted there
   */
  public void remove(String processor, long requestedAtMillis, long cents) {
    List<Map<Long, Bucket>> levels = processors.getOrDefault(processor, emptyLevels());
    for (Level level : Level.all()) {
      Map<Long, Bucket> buckets = levels.get(level.ordinal());
      long number = level.bucket(requestedAtMillis);
      Bucket bucket = buckets.get(number);
      if (bucket == null) {
        throw new IllegalStateException(
            "nothing of " + processor + " is counted at " + requestedAtMillis);
      }
      bucket.remove(cents);
      if (bucket.count == 0) {
        buckets.remove(number);
      }
    }
  }

  /** The totals in the window; processors without any are left out. */
  public Summary summary(TimeWindow window) {
    List<Span> spans = TimeBuckets.cover(window);
    SortedMap<String, Totals> totals = new TreeMap<>();
    processors.forEach(
        (processor, levels) -> {
          Totals sum = sum(levels, spans);
          if (sum.count() > 0) {
            totals.put(processor, sum);
          }
        });
    return new Summary(totals);
  }

  /** Forgets everything. */
  public void clear() {
    processors.clear();
  }

  private static List<Map<Long, Bucket>> emptyLevels() {
    return Level.all().stream().<Map<Long, Bucket>>map(_ -> new HashMap<>()).toList();
  }

  private static Totals sum(List<Map<Long, Bucket>> levels, List<Span> spans) {
    long count = 0;
    long cents = 0;
    for (Span span : spans) {
      Map<Long, Bucket> buckets = levels.get(span.level().ordinal());
      for (long number = span.firstBucket(); number <= span.lastBucket(); number++) {
        @Nullable Bucket bucket = buckets.get(number);
        if (bucket != null) {
          count = Math.addExact(count, bucket.count);
          cents = Math.addExact(cents, bucket.cents);
        }
      }
    }
    return new Totals(count, cents);
  }
}
