package dev.rinha.cli.bench;

/** How many payments somebody has recorded, and their sum in cents. */
record Tally(long count, long amountCents) {

  static final Tally NONE = new Tally(0, 0);

  Tally plus(Tally other) {
    return new Tally(count + other.count, amountCents + other.amountCents);
  }

  static Tally sum(Both<Tally> both) {
    return both.primary().plus(both.fallback());
  }
}
