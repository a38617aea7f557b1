package dev.rinha.bench.client;

import dev.rinha.bench.schedule.Both;

/** How many payments somebody has recorded, and their sum in cents. */
public record RecordedTotals(long count, long amountCents) {

  public static final RecordedTotals NONE = new RecordedTotals(0, 0);

  RecordedTotals plus(RecordedTotals other) {
    return new RecordedTotals(count + other.count, amountCents + other.amountCents);
  }

  public static RecordedTotals sum(Both<RecordedTotals> both) {
    return both.primary().plus(both.fallback());
  }
}
