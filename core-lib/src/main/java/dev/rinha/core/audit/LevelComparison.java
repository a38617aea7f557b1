package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that buckets of one level are the sum of those below, all of them read at one moment.
 * Pure.
 */
final class LevelComparison {

  private LevelComparison() {}

  private record Slot(long bucket, String processor) {}

  /**
   * @param level the upper level
   * @param buckets buckets of that level and of the next one below
   */
  static List<Break.OfTotals> compare(Level level, List<BucketTotals> buckets) {
    Map<Slot, Totals> above = new HashMap<>();
    Map<Slot, Totals> below = new HashMap<>();
    Set<Slot> slots = new LinkedHashSet<>();
    for (BucketTotals bucket : buckets) {
      boolean isAbove = bucket.level() == level;
      long number = isAbove ? bucket.bucket() : level.bucket(bucket.window().fromMillis());
      Slot slot = new Slot(number, bucket.processor());
      slots.add(slot);
      (isAbove ? above : below).merge(slot, bucket.totals(), Totals::plus);
    }
    List<Break.OfTotals> breaks = new ArrayList<>();
    for (Slot slot : slots) {
      Totals expected = below.getOrDefault(slot, Totals.NONE);
      Totals found = above.getOrDefault(slot, Totals.NONE);
      if (!expected.equals(found)) {
        breaks.add(
            new Break.OfTotals(
                Kind.LEVELS_DIFFER,
                slot.processor(),
                level.window(slot.bucket()),
                expected,
                found));
      }
    }
    return breaks;
  }
}
