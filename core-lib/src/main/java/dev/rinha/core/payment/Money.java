package dev.rinha.core.payment;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money in integer cents; never negative, at most {@link #MAX}. Immutable.
 *
 * <p>The bound keeps every total that a store can hold far away from the limits of a 64-bit
 * integer: it takes more than 900 million payments of the largest amount to overflow one.
 *
 * @param cents the amount in cents, 0 to {@link #MAX_CENTS}
 */
public record Money(long cents) implements Comparable<Money> {

  /** The largest single amount in cents: one hundred million units. */
  public static final long MAX_CENTS = 10_000_000_000L;

  /** The largest single amount. */
  public static final Money MAX = new Money(MAX_CENTS);

  private static final int MAX_TEXT_LENGTH = 32;

  /** Beyond this, bringing a number to two decimals would take memory and time without need. */
  private static final int MAX_SCALE = 100;

  /**
   * @throws IllegalArgumentException if {@code cents} is negative or above {@link #MAX_CENTS}
   */
  public Money {
    if (cents < 0 || cents > MAX_CENTS) {
      throw new IllegalArgumentException("cents must be 0 to " + MAX_CENTS + ", was " + cents);
    }
  }

  /**
   * Reads a decimal number such as {@code 19.9}, {@code 19.90} or {@code 1.99e1}, exactly.
   *
   * @param text the number as it stands in JSON
   * @return the amount
   * @throws IllegalArgumentException if it is no number, negative, above {@link #MAX}, or has a
   *     value that needs more than two decimals; the message says which, in words for the caller of
   *     an API
   */
  public static Money parse(String text) {
    long cents = plainCents(requireNonNull(text, "text"));
    return cents >= 0 ? checked(cents) : parseSlowly(text);
  }

  /**
   * The common shapes {@code 19}, {@code 19.9} and {@code 19.90} without garbage; -1 for any other.
   */
  private static long plainCents(String text) {
    int length = text.length();
    if (length == 0 || length > 14) {
      return -1;
    }
    long digits = 0;
    int point = -1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
      } else if (c == '.' && point < 0 && i > 0) {
        point = i;
      } else {
        return -1;
      }
    }
    return switch (point < 0 ? 0 : length - point) {
      case 0 -> digits * 100;
      case 2 -> digits * 10;
      case 3 -> digits;
      default -> -1;
    };
  }

  private static Money parseSlowly(String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw new IllegalArgumentException(
          "must have at most " + MAX_TEXT_LENGTH + " characters, had " + text.length());
    }
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a decimal number, was '" + text + "'", e);
    }
    if (value.signum() < 0) {
      throw new IllegalArgumentException("must not be negative, was " + text);
    }
    if (Math.abs((long) value.scale()) > MAX_SCALE) {
      throw new IllegalArgumentException("must not have such an exponent, was " + text);
    }
    if (value.precision() - value.scale() > 12) {
      throw tooLarge(text);
    }
    try {
      return checked(value.setScale(2, RoundingMode.UNNECESSARY).unscaledValue().longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("must have at most two decimals, was " + text, e);
    }
  }

  private static Money checked(long cents) {
    if (cents > MAX_CENTS) {
      throw tooLarge(BigDecimal.valueOf(cents, 2).toPlainString());
    }
    return new Money(cents);
  }

  private static IllegalArgumentException tooLarge(String text) {
    return new IllegalArgumentException("must be at most " + MAX + ", was " + text);
  }

  /** The amount with exactly two decimals, such as {@code 19.90}: valid as a JSON number. */
  @Override
  public String toString() {
    return format(cents);
  }

  /**
   * Formats any number of cents, totals included, with exactly two decimals.
   *
   * @param cents cents, not negative
   * @return for instance {@code 1234.05}
   */
  public static String format(long cents) {
    long rest = cents % 100;
    return cents / 100 + (rest < 10 ? ".0" : ".") + rest;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(cents, other.cents);
  }
}
