package dev.rinha.core.processor;

import dev.rinha.core.payment.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a processor keeps of a payment: a part of the amount, a fixed part, a minimum, and other
 * ones from other amounts on. Exact: computed in millionths of a cent, nothing is rounded.
 * Immutable.
 *
 * <p>Written as {@code 0.05}, {@code 0.029+0.30}, {@code 0.029+0.30 min 0.50}, or with bands {@code
 * 0.05; from 100.00: 0.029+0.30; from 1000.00: 0.02}. The part is a fraction of the amount, the
 * rest are units of the currency. A band holds for the whole amount of a payment that lies in it.
 *
 * @param bands in ascending order of amounts, the first from 0 on
 */
public record Fee(List<Band> bands) {

  private static final int WHOLE = 1_000_000;
  private static final int MAX_BANDS = 16;
  private static final String NUMBER = "([0-9]{1,12}(?:\\.[0-9]{1,9})?(?:e-?[0-9]{1,2})?)";
  private static final Pattern BAND =
      Pattern.compile(
          "(?:from "
              + NUMBER
              + " ?: ?)?"
              + NUMBER
              + "(?: ?\\+ ?"
              + NUMBER
              + ")?(?: min "
              + NUMBER
              + ")?");

  /**
   * What is kept of payments from an amount on. Immutable.
   *
   * @param fromCents the least amount that it holds for, in cents
   * @param partsPerMillion millionths of the amount, 0 to 1 000 000: 50 000 is 5 %
   * @param fixedCents kept of each payment in addition, in cents
   * @param minimumCents the least that is kept of a payment, in cents
   */
  public record Band(long fromCents, int partsPerMillion, long fixedCents, long minimumCents) {

    /**
     * @throws IllegalArgumentException if a number is negative or larger than a payment can be
     */
    public Band {
      if (partsPerMillion < 0 || partsPerMillion > WHOLE) {
        throw new IllegalArgumentException(
            "a fee must be 0 to " + WHOLE + " parts per million, was " + partsPerMillion);
      }
      requireAmount(fromCents);
      requireAmount(fixedCents);
      requireAmount(minimumCents);
    }

    private static void requireAmount(long cents) {
      if (cents < 0 || cents > Money.MAX_CENTS) {
        throw new IllegalArgumentException(
            "the amounts of a fee must be 0 to " + Money.MAX_CENTS + " cents, was " + cents);
      }
    }

    private long microCents(long amountCents) {
      return Math.max(amountCents * partsPerMillion + fixedCents * WHOLE, minimumCents * WHOLE);
    }

    @Override
    public String toString() {
      return (fromCents == 0 ? "" : "from " + units(fromCents) + ": ")
          + plain(BigDecimal.valueOf(partsPerMillion, 6))
          + (fixedCents == 0 ? "" : "+" + units(fixedCents))
          + (minimumCents == 0 ? "" : " min " + units(minimumCents));
    }
  }

  /**
   * @throws IllegalArgumentException if there is no band or more than 16, or they do not ascend
   *     from 0
   */
  public Fee {
    bands = List.copyOf(bands);
    if (bands.isEmpty() || bands.size() > MAX_BANDS || bands.getFirst().fromCents() != 0) {
      throw new IllegalArgumentException(
          "a fee needs 1 to " + MAX_BANDS + " bands, the first from 0 on, was " + bands);
    }
    for (int i = 1; i < bands.size(); i++) {
      if (bands.get(i).fromCents() <= bands.get(i - 1).fromCents()) {
        throw new IllegalArgumentException("the bands of a fee must ascend, was " + bands);
      }
    }
  }

  /**
   * A part of the amount and nothing else.
   *
   * @param partsPerMillion millionths of the amount, 0 to 1 000 000
   */
  public static Fee ofPart(int partsPerMillion) {
    return new Fee(List.of(new Band(0, partsPerMillion, 0, 0)));
  }

  /**
   * Reads a fee as written above.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Fee parse(String text) {
    try {
      List<Band> bands = new ArrayList<>();
      for (String band : text.split(";", MAX_BANDS + 1)) {
        bands.add(band(band.strip()));
      }
      return new Fee(bands);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a fee must be a fraction from 0 to 1 with at most six decimals, such as 0.05, or like"
              + " 0.029+0.30 min 0.50; from 100.00: 0.02 (part + fixed, minimum, bands by amount),"
              + " was '"
              + text
              + "'",
          e);
    }
  }

  private static Band band(String text) {
    Matcher matcher = BAND.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Band(
        cents(matcher.group(1)),
        new BigDecimal(matcher.group(2)).movePointRight(6).intValueExact(),
        cents(matcher.group(3)),
        cents(matcher.group(4)));
  }

  private static long cents(@Nullable String units) {
    return units == null ? 0 : new BigDecimal(units).movePointRight(2).longValueExact();
  }

  /** What is kept of a payment of that amount, in millionths of a cent. */
  public long microCents(long amountCents) {
    Band holds = bands.getFirst();
    for (Band band : bands) {
      if (band.fromCents() > amountCents) {
        break;
      }
      holds = band;
    }
    return holds.microCents(amountCents);
  }

  /** Whether it is a part of the amount and nothing else. */
  public boolean proportional() {
    return bands.size() == 1 && bands.getFirst().fixedCents() == 0 && !hasMinimum();
  }

  private boolean hasMinimum() {
    return bands.getFirst().minimumCents() > 0;
  }

  /**
   * The exact fee on several payments together, in units of the currency; empty if it depends on
   * the amount of each of them.
   */
  public Optional<BigDecimal> on(long count, long totalCents) {
    if (bands.size() > 1 || hasMinimum()) {
      return Optional.empty();
    }
    Band only = bands.getFirst();
    return Optional.of(
        BigDecimal.valueOf(totalCents, 2)
            .multiply(BigDecimal.valueOf(only.partsPerMillion(), 6))
            .add(BigDecimal.valueOf(only.fixedCents(), 2).multiply(BigDecimal.valueOf(count))));
  }

  /** The part of the amount as a percentage without trailing zeros, or the whole as it is read. */
  public String percent() {
    return proportional()
        ? plain(BigDecimal.valueOf(bands.getFirst().partsPerMillion(), 4)) + " %"
        : toString();
  }

  /** As it is read by {@link #parse}, without trailing zeros. */
  @Override
  public String toString() {
    return bands.stream().map(Band::toString).collect(Collectors.joining("; "));
  }

  private static String units(long cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.setScale(Math.max(0, stripped.scale())).toPlainString();
  }
}
