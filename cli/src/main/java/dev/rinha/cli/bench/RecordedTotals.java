package dev.rinha.cli.bench;

/** How many payments somebody has recorded, and their sum in cents. */
record RecordedTotals(long count, long amountCents) {

  static final RecordedTotals NONE = new RecordedTotals(0, 0);

  RecordedTotals plus(RecordedTotals other) {
    return new RecordedTotals(count + other.count, amountCents + other.amountCents);
  }

  static RecordedTotals sum(Both<RecordedTotals> both) {
    return both.primary().plus(both.fallback());
  }
}
