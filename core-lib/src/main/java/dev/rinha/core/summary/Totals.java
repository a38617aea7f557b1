package dev.rinha.core.summary;

/**
 * How many payments, and how much they come to. Immutable.
 *
 * @param count number of payments
 * @param cents sum of their amounts, in cents
 */
public record Totals(long count, long cents) {

  /** Nothing. */
  public static final Totals NONE = new Totals(0, 0);

  /**
   * The two together.
   *
   * @throws ArithmeticException if a sum does not fit into 64 bits
   */
  public Totals plus(Totals other) {
    return new Totals(Math.addExact(count, other.count), Math.addExact(cents, other.cents));
  }

  /**
   * What is left when the others are taken away; below zero where those are more.
   *
   * @throws ArithmeticException if a difference does not fit into 64 bits
   */
  public Totals minus(Totals other) {
    return new Totals(
        Math.subtractExact(count, other.count), Math.subtractExact(cents, other.cents));
  }
}
