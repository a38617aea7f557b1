package dev.rinha.service.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class QuantileTest {

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void percentileLiesInItsBucketAsFarAsItsRank() {
    TreeMap<Double, Long> counts = counts(0.1, 50, 0.2, 40, 0.5, 10, INFINITE, 0);

    assertEquals(0.1, Quantile.of(0.5, counts), 1e-9);
    assertEquals(0.15, Quantile.of(0.7, counts), 1e-9, "half of the second bucket");
    assertEquals(0.47, Quantile.of(0.99, counts), 1e-9);
    assertEquals(0.5, Quantile.of(1, counts), 1e-9);
  }

  @Test
  void beyondTheLastBoundIsTheLastBound() {
    assertEquals(10, Quantile.of(0.99, counts(1, 1, 10, 0, INFINITE, 99)), 1e-9);
  }

  @Test
  void nothingMeasuredIsNoNumber() {
    assertEquals(Double.NaN, Quantile.of(0.5, new TreeMap<>()));
    assertEquals(Double.NaN, Quantile.of(0.5, counts(1, 0, INFINITE, 0)));
  }

  @Test
  void onlyWhatWasCountedInBetweenCounts() {
    TreeMap<Double, Long> before = counts(1, 1_000, 10, 5, INFINITE, 0);
    TreeMap<Double, Long> now = counts(1, 1_000, 10, 15, INFINITE, 0);

    TreeMap<Double, Long> between = Quantile.between(before, now);

    assertEquals(counts(1, 0, 10, 10, INFINITE, 0), between);
    assertEquals(5.5, Quantile.of(0.5, between), 1e-9);
    assertEquals(now, Quantile.between(new TreeMap<>(), now), "before there was nothing");
  }

  /** Bounds and counts in turn. */
  private static TreeMap<Double, Long> counts(double... boundsAndCounts) {
    TreeMap<Double, Long> counts = new TreeMap<>();
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      counts.put(boundsAndCounts[i], (long) boundsAndCounts[i + 1]);
    }
    return counts;
  }
}
