package dev.rinha.core.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TimeBucketsTest {

  private static final long DAY = 86_400_000;
  private static final long[] WIDTHS = {1, 1_000, 60_000, 3_600_000, DAY, 1024 * DAY};

  @Test
  void coverHoldsEveryMillisecondOfTheWindowOnceAndNoOther() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      TimeWindow window = randomWindow(random);
      List<long[]> ranges = rangesMillis(TimeBuckets.cover(window));
      ranges.sort((a, b) -> Long.compare(a[0], b[0]));
      long next = window.fromMillis();
      for (long[] range : ranges) {
        assertEquals(next, range[0], "gap or overlap in " + window + ", seed " + seed);
        next = range[1];
      }
      assertEquals(window.toMillis() + 1, next, window + ", seed " + seed);
    }
  }

  @Test
  void coverNeedsAtMostTwoSpansPerLevelInWhateverWindow() {
    for (long seed = 0; seed < 2_000; seed++) {
      List<Span> spans = TimeBuckets.cover(randomWindow(new Random(seed)));
      Map<Level, Long> perLevel =
          spans.stream().collect(Collectors.groupingBy(Span::level, Collectors.counting()));
      assertTrue(perLevel.values().stream().allMatch(count -> count <= 2), "seed " + seed);
      assertTrue(perLevel.getOrDefault(Level.KILODAY, 0L) <= 1, "seed " + seed);
    }
  }

  @Test
  void openBoundsReachFromTheEpochToTheYear9999() {
    List<long[]> ranges = rangesMillis(TimeBuckets.cover(TimeWindow.ALL));
    assertEquals(0, ranges.stream().mapToLong(range -> range[0]).min().orElseThrow());
    assertEquals(
        TimeBuckets.MAX_MILLIS + 1,
        ranges.stream().mapToLong(range -> range[1]).max().orElseThrow());
  }

  @Test
  void windowOutsideOfTimeIsEmpty() {
    assertEquals(List.of(), TimeBuckets.cover(new TimeWindow(-5, -1)));
    assertEquals(
        List.of(), TimeBuckets.cover(new TimeWindow(TimeBuckets.MAX_MILLIS + 1, Long.MAX_VALUE)));
  }

  @Test
  void timesFromTheEpochToTheYear9999AreCountedAndNoOthers() {
    assertEquals(0, TimeBuckets.requireCountable(0));
    assertEquals(TimeBuckets.MAX_MILLIS, TimeBuckets.requireCountable(TimeBuckets.MAX_MILLIS));
    for (long uncountable : new long[] {-1, TimeBuckets.MAX_MILLIS + 1}) {
      assertThrows(IllegalArgumentException.class, () -> TimeBuckets.requireCountable(uncountable));
    }
  }

  @Test
  void bothBoundsAreWithinTheWindow() {
    TimeWindow window = new TimeWindow(7, 9);

    assertEquals(
        List.of(7L, 8L, 9L), LongStream.range(0, 20).filter(window::contains).boxed().toList());
  }

  @Test
  void bucketedTotalsEqualBruteForce() {
    Random random = new Random(7);
    BucketedTotals totals = new BucketedTotals();
    List<long[]> payments = new ArrayList<>();
    long start = 1_700_000_000_000L;
    for (int i = 0; i < 20_000; i++) {
      long at = start + random.nextLong(random.nextBoolean() ? 60_000 : 3 * DAY);
      long cents = 1 + random.nextLong(100_000);
      int processor = random.nextInt(3);
      payments.add(new long[] {at, cents, processor});
      totals.add("p" + processor, at, cents);
    }
    for (int i = 0; i < 300; i++) {
      long from = start + random.nextLong(-1_000, 3 * DAY);
      TimeWindow window = new TimeWindow(from, from + random.nextLong(2 * DAY));
      Summary summary = totals.summary(window);
      for (int processor = 0; processor < 3; processor++) {
        int wanted = processor;
        List<long[]> inside =
            payments.stream().filter(p -> p[2] == wanted && window.contains(p[0])).toList();
        assertEquals(
            new Totals(inside.size(), inside.stream().mapToLong(p -> p[1]).sum()),
            summary.of("p" + processor),
            window.toString());
      }
    }
  }

  private static List<long[]> rangesMillis(List<Span> spans) {
    List<long[]> ranges = new ArrayList<>();
    for (Span span : spans) {
      long width = WIDTHS[span.level().ordinal()];
      ranges.add(
          new long[] {
            span.firstBucket() * width,
            Math.min((span.lastBucket() + 1) * width, TimeBuckets.MAX_MILLIS + 1)
          });
    }
    return ranges;
  }

  /** Lengths of every magnitude, ends on and beside the borders of buckets. */
  private static TimeWindow randomWindow(Random random) {
    long width = WIDTHS[random.nextInt(WIDTHS.length)];
    long from = random.nextLong(random.nextBoolean() ? 3 * width : 4_000_000_000_000L);
    if (random.nextInt(3) == 0) {
      from = from / width * width;
    }
    long length = random.nextLong(1, 3 * width + 1);
    if (random.nextInt(3) == 0) {
      length = (length / width + 1) * width;
    }
    return new TimeWindow(from, from + length - 1);
  }
}
