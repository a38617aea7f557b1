package dev.rinha.core.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  private static final long SEED = 20_250_715;
  private static final int ROUNDS = 50_000;

  @ParameterizedTest
  @CsvSource({
    "19.90, 1990",
    "19.9, 1990",
    "19, 1900",
    "0, 0",
    "0.0, 0",
    "0.00, 0",
    "0.01, 1",
    "0.1, 10",
    "007, 700",
    "19.900, 1990",
    "19.9000000000, 1990",
    "1.99e1, 1990",
    "1.99E1, 1990",
    "1.99E+1, 1990",
    "1990E-2, 1990",
    "1e8, 10000000000",
    "-0, 0",
    "-0.00, 0",
    "+5, 500",
    ".5, 50",
    "5., 500",
    "99999999.99, 9999999999",
    "100000000, 10000000000",
    "100000000.00, 10000000000"
  })
  void readsDecimalsExactly(String text, long cents) {
    assertEquals(new Money(cents), Money.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "NaN",
        "Infinity",
        "-Infinity",
        "null",
        "true",
        "0x10",
        "1,5",
        "1.2.3",
        "1e",
        "e5",
        "--1",
        ".",
        "1 ",
        " 1",
        "1_000",
        "19.90€",
        "1e99999999999",
        "1d",
        "1f",
        "19\n"
      })
  void whatIsNoNumberIsRefused(String text) {
    assertRefused(text, "must be a decimal number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"19.901", "0.001", "1e-3", "19.9001", "1991E-3", "0.009999999999999999999"})
  void moreThanTwoDecimalsAreRefusedAndNotRounded(String text) {
    assertRefused(text, "must have at most two decimals");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.01", "-1", "-19.90", "-1e9", "-1e99"})
  void negativeIsRefused(String text) {
    assertRefused(text, "must not be negative");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000000.01",
        "100000001",
        "1e9",
        "99999999999999",
        "999999999999.99",
        "9223372036854775807",
        "18446744073709551617.00"
      })
  void tooLargeIsRefused(String text) {
    assertRefused(text, "must be at most 100000000.00");
  }

  /** Rescaling one of these would keep a processor of the machine busy for minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0e101",
        "1e101",
        "1e-101",
        "1e-999999999",
        "1e-2147483647",
        "1E+1000000000",
        "1e2147483647",
        "99E2147483646"
      })
  void absurdExponentsAreRefusedAtOnce(String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertRefused(text, "must not have such an exponent"));
  }

  @Test
  void tooLongIsRefused() {
    assertRefused("0." + "0".repeat(31), "must have at most 32 characters");
    assertRefused("1".repeat(4000), "must have at most 32 characters");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Money.MAX_CENTS + 1, Long.MAX_VALUE})
  void centsOutsideOfTheBoundsAreRefused(long cents) {
    assertThrows(IllegalArgumentException.class, () -> new Money(cents));
  }

  @Test
  void everythingThatIsFormattedReadsBackTheSame() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      long cents = anyCents(random);
      String text = new Money(cents).toString();
      assertEquals(BigDecimal.valueOf(cents, 2).toPlainString(), text, () -> context(cents));
      assertEquals(cents, Money.parse(text).cents(), () -> context(cents));
      String scientific = BigDecimal.valueOf(cents, 2).stripTrailingZeros().toString();
      assertEquals(cents, Money.parse(scientific).cents(), () -> context(cents));
    }
  }

  @Test
  void readsEveryDecimalAsBigDecimalDoes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      BigDecimal value =
          BigDecimal.valueOf(
              random.nextLong(-1000, 2_000_000_000_000L) >> random.nextInt(40),
              random.nextInt(-3, 6));
      String text = random.nextBoolean() ? value.toString() : value.toPlainString();
      assertEquals(expected(value), read(text), () -> text + ", seed " + SEED);
    }
  }

  @Test
  void anyTextIsReadOrRefusedAndNeverFailsOtherwise() {
    SplittableRandom random = new SplittableRandom(SEED);
    String alphabet = "0123456789.eE+- \u0661";
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(16); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      long cents = read(text.toString());
      assertTrue(cents >= -1 && cents <= Money.MAX_CENTS, () -> text + ", seed " + SEED);
    }
  }

  @Test
  void totalsBeyondASingleAmountAreFormattedToo() {
    assertEquals("92233720368547758.07", Money.format(Long.MAX_VALUE));
    assertEquals("0.00", Money.format(0));
    assertEquals("0.05", Money.format(5));
    assertEquals("1234.50", Money.format(123450));
  }

  @Test
  void ordersByValue() {
    assertTrue(new Money(1).compareTo(new Money(2)) < 0);
    assertEquals(0, Money.parse("19.9").compareTo(Money.parse("19.90")));
    assertTrue(Money.MAX.compareTo(new Money(0)) > 0);
  }

  private static void assertRefused(String text, String reason) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Money.parse(text)).getMessage());
    assertTrue(message.startsWith(reason), message);
  }

  private static long anyCents(SplittableRandom random) {
    return random.nextLong(Money.MAX_CENTS + 1) >> random.nextInt(34);
  }

  /** The cents that a text stands for, -1 if it is refused. */
  private static long read(String text) {
    try {
      return Money.parse(text).cents();
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  private static long expected(BigDecimal value) {
    BigDecimal cents = value.movePointRight(2);
    boolean fits =
        value.signum() >= 0
            && cents.stripTrailingZeros().scale() <= 0
            && cents.compareTo(BigDecimal.valueOf(Money.MAX_CENTS)) <= 0;
    return fits ? cents.setScale(0, RoundingMode.UNNECESSARY).longValueExact() : -1;
  }

  private static String context(long cents) {
    return cents + " cents, seed " + SEED;
  }
}
