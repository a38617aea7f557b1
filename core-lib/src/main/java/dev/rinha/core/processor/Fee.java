package dev.rinha.core.processor;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a processor keeps of each payment, as an exact fraction. Immutable.
 *
 * @param partsPerMillion millionths of the amount, 0 to 1 000 000: 50 000 is 5 %
 */
public record Fee(int partsPerMillion) implements Comparable<Fee> {

  private static final int WHOLE = 1_000_000;

  /**
   * @throws IllegalArgumentException if outside 0 to 1 000 000
   */
  public Fee {
    if (partsPerMillion < 0 || partsPerMillion > WHOLE) {
      throw new IllegalArgumentException(
          "a fee must be 0 to " + WHOLE + " parts per million, was " + partsPerMillion);
    }
  }

  /**
   * Reads a fraction such as {@code 0.05}.
   *
   * @throws IllegalArgumentException if it is no decimal number from 0 to 1 with at most six
   *     decimals
   */
  public static Fee parse(String fraction) {
    try {
      return new Fee(new BigDecimal(fraction).movePointRight(6).intValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "a fee must be a fraction from 0 to 1 with at most six decimals, was '" + fraction + "'",
          e);
    }
  }

  /** The exact fee on a total, in units of the currency. */
  public BigDecimal on(long totalCents) {
    return BigDecimal.valueOf(totalCents, 2).multiply(BigDecimal.valueOf(partsPerMillion, 6));
  }

  /** The fraction without trailing zeros, such as {@code 0.05}. */
  @Override
  public String toString() {
    BigDecimal fraction = BigDecimal.valueOf(partsPerMillion, 6).stripTrailingZeros();
    return fraction
        .setScale(Math.max(0, fraction.scale()), RoundingMode.UNNECESSARY)
        .toPlainString();
  }

  @Override
  public int compareTo(Fee other) {
    return Integer.compare(partsPerMillion, other.partsPerMillion);
  }
}
