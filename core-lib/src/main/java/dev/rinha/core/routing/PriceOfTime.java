package dev.rinha.core.routing;

import java.math.BigDecimal;

/**
 * What it costs while an accepted payment is not executed yet. Immutable.
 *
 * @param partsPerMillionPerSecond millionths of the payment's amount per second, 1 to 1 000 000: 20
 *     000 is 2 %
 */
public record PriceOfTime(int partsPerMillionPerSecond) {

  /** Unless set otherwise: 0.5 % of the amount per second. */
  public static final PriceOfTime DEFAULT = new PriceOfTime(5_000);

  private static final int WHOLE = 1_000_000;

  /** More than a hundred times the amount is not told apart. */
  private static final long MAX_PARTS = 100L * WHOLE;

  /**
   * @throws IllegalArgumentException if outside of 1 to 1 000 000
   */
  public PriceOfTime {
    if (partsPerMillionPerSecond < 1 || partsPerMillionPerSecond > WHOLE) {
      throw new IllegalArgumentException(
          "a second must cost 1 to "
              + WHOLE
              + " millionths of the amount, was "
              + partsPerMillionPerSecond);
    }
  }

  /**
   * Reads a fraction of the amount per second, such as {@code 0.005}.
   *
   * @throws IllegalArgumentException if it is no decimal number from 0.000001 to 1 with at most six
   *     decimals
   */
  public static PriceOfTime parse(String fraction) {
    try {
      return new PriceOfTime(new BigDecimal(fraction).movePointRight(6).intValueExact());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a price of time must be a fraction from 0.000001 to 1 with at most six decimals, was '"
              + fraction
              + "'",
          e);
    }
  }

  /** The fraction as it is read by {@link #parse}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(partsPerMillionPerSecond, 6).stripTrailingZeros().toPlainString();
  }

  /**
   * What a time costs a payment.
   *
   * @param millis not negative
   * @return millionths of a cent
   */
  public long microCents(long amountCents, long millis) {
    long affordable = MAX_PARTS * 1_000 / partsPerMillionPerSecond;
    return amountCents * (Math.min(millis, affordable) * partsPerMillionPerSecond / 1_000);
  }

  /**
   * How much time a payment can spend for that much, in milliseconds, at most {@link
   * Integer#MAX_VALUE}.
   *
   * @param microCents millionths of a cent, not negative
   */
  public long millis(long amountCents, long microCents) {
    long perSecond = amountCents * partsPerMillionPerSecond;
    double millis = perSecond == 0 ? Integer.MAX_VALUE : 1_000.0 * microCents / perSecond;
    return (long) Math.min(Integer.MAX_VALUE, millis);
  }
}
