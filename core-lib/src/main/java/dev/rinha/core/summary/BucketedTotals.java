package dev.rinha.core.summary;

import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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

    Bucket(Totals totals) {
      count = totals.count();
      cents = totals.cents();
    }

    Totals totals() {
      return new Totals(count, cents);
    }

    void add(long moreCents) {
      cents = Math.addExact(cents, moreCents);
      count++;
    }

    void remove(long lessCents) {
      cents -= lessCents;
      count--;
    }

    void add(Bucket other) {
      cents = Math.addExact(cents, other.cents);
      count = Math.addExact(count, other.count);
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
    List<Map<Long, Bucket>> levels = levels(processor);
    for (Level level : Level.all()) {
      levels
          .get(level.ordinal())
          .computeIfAbsent(level.bucket(requestedAtMillis), _ -> new Bucket(Totals.NONE))
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

  /** The buckets of these spans that are not empty. */
  public List<BucketTotals> buckets(List<Span> spans) {
    List<BucketTotals> found = new ArrayList<>();
    processors.forEach(
        (processor, levels) ->
            spans.forEach(
                span ->
                    forEach(
                        levels,
                        span,
                        (number, bucket) ->
                            found.add(
                                new BucketTotals(
                                    span.level(), number, processor, bucket.totals())))));
    return found;
  }

  /** The pages that have a bucket that is not empty. */
  public Set<Span> pages() {
    Set<Span> pages = new HashSet<>();
    for (List<Map<Long, Bucket>> levels : processors.values()) {
      for (Level level : Level.all()) {
        for (long number : levels.get(level.ordinal()).keySet()) {
          pages.add(level.wholePage(number / level.bucketsPerPage()));
        }
      }
    }
    return pages;
  }

  /**
   * Sets milliseconds of one second right if they are as they were seen, and makes all buckets that
   * hold it anew from those below.
   *
   * @return whether it was done; if not, nothing changed
   */
  public boolean correct(long second, List<Correction> corrections) {
    if (!corrections.stream().allMatch(this::isAsSeen)) {
      return false;
    }
    corrections.forEach(
        correction ->
            set(Level.MILLI, correction.millis(), correction.processor(), correction.right()));
    long millis = Level.SECOND.window(second).fromMillis();
    for (String processor : processors.keySet()) {
      for (Level below : Level.all().subList(0, Level.all().size() - 1)) {
        Level level = Level.all().get(below.ordinal() + 1);
        long bucket = level.bucket(millis);
        set(level, bucket, processor, sum(levels(processor), List.of(below.wholePage(bucket))));
      }
    }
    return true;
  }

  private boolean isAsSeen(Correction correction) {
    Bucket bucket = levels(correction.processor()).getFirst().get(correction.millis());
    return correction.seen().equals(bucket == null ? Totals.NONE : bucket.totals());
  }

  private void set(Level level, long number, String processor, Totals totals) {
    Map<Long, Bucket> buckets = levels(processor).get(level.ordinal());
    if (totals.equals(Totals.NONE)) {
      buckets.remove(number);
    } else {
      buckets.put(number, new Bucket(totals));
    }
  }

  private List<Map<Long, Bucket>> levels(String processor) {
    return processors.computeIfAbsent(processor, _ -> emptyLevels());
  }

  /** Forgets everything. */
  public void clear() {
    processors.clear();
  }

  private static List<Map<Long, Bucket>> emptyLevels() {
    return Level.all().stream().<Map<Long, Bucket>>map(_ -> new HashMap<>()).toList();
  }

  private static Totals sum(List<Map<Long, Bucket>> levels, List<Span> spans) {
    Bucket sum = new Bucket(Totals.NONE);
    spans.forEach(span -> forEach(levels, span, (_, bucket) -> sum.add(bucket)));
    return sum.totals();
  }

  private static void forEach(
      List<Map<Long, Bucket>> levels, Span span, BiConsumer<Long, Bucket> action) {
    Map<Long, Bucket> buckets = levels.get(span.level().ordinal());
    for (long number = span.firstBucket(); number <= span.lastBucket(); number++) {
      @Nullable Bucket bucket = buckets.get(number);
      if (bucket != null) {
        action.accept(number, bucket);
      }
    }
  }
}
