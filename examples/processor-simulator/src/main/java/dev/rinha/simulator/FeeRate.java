package dev.rinha.simulator;

import java.math.BigDecimal;

/**
 * What a processor keeps of each payment, as an exact fraction of the amount: {@code 0.05} is five
 * per cent.
 *
 * @param fraction at least 0 and below 1, without trailing zeros
 */
public record FeeRate(BigDecimal fraction) {

  /**
   * @throws IllegalArgumentException if the fraction is negative, or 1 and more
   */
  public FeeRate {
    if (fraction.signum() < 0 || fraction.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException(
          "fee must be a fraction from 0 to below 1, such as 0.05, not "
              + fraction.toPlainString());
    }
    fraction = fraction.stripTrailingZeros();
  }

  /**
   * Reads a fee such as {@code "0.05"}.
   *
   * @throws IllegalArgumentException if the text is not a decimal number, or out of range
   */
  public static FeeRate of(String fraction) {
    try {
      return new FeeRate(new BigDecimal(fraction));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "fee must be a decimal fraction such as 0.05, not '" + fraction + "'", notANumber);
    }
  }

  /** The fee on an amount, exact, not rounded to cents. */
  public BigDecimal on(BigDecimal amount) {
    return amount.multiply(fraction);
  }

  @Override
  public String toString() {
    return fraction.toPlainString();
  }
}
