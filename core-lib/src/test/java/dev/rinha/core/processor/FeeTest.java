package dev.rinha.core.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeeTest {

  @ParameterizedTest
  @CsvSource({
    "0.05, 50000, 0.05",
    "0.050, 50000, 0.05",
    "0.15, 150000, 0.15",
    "5e-2, 50000, 0.05",
    "0, 0, 0",
    "1, 1000000, 1",
    "1.000000000, 1000000, 1",
    "0.000001, 1, 0.000001"
  })
  void readsFractions(String text, int partsPerMillion, String printed) {
    assertEquals(Fee.ofPart(partsPerMillion), Fee.parse(text));
    assertEquals(printed, Fee.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5%",
        "NaN",
        "-0.01",
        "1.000001",
        "2",
        "0.0000001",
        "1e99",
        "abc",
        "0,05"
      })
  void otherTextsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Fee.parse(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void partsOutsideOfTheWholeAreRefused(int partsPerMillion) {
    assertThrows(IllegalArgumentException.class, () -> Fee.ofPart(partsPerMillion));
  }

  @Test
  void everyFeeReadsBackTheSame() {
    for (int parts = 0; parts <= 1_000_000; parts += 7) {
      assertEquals(Fee.ofPart(parts), Fee.parse(Fee.ofPart(parts).toString()));
    }
  }

  @Test
  void feeOnATotalIsExact() {
    assertEquals(0, new BigDecimal("0.995").compareTo(total("0.05", 1, 1990)));
    assertEquals(0, new BigDecimal("0.0000000").compareTo(total("0", 1, Long.MAX_VALUE)));
    assertEquals(
        0, new BigDecimal("92233720368547758.07").compareTo(total("1", 1, Long.MAX_VALUE)));
    assertEquals(0, new BigDecimal("90.995").compareTo(total("0.05 + 0.30", 300, 1990)));
  }

  @Test
  void feeOnATotalIsUnknownWhereItDependsOnEachAmount() {
    assertEquals(Optional.empty(), Fee.parse("0.05 min 0.10").on(2, 300));
    assertEquals(Optional.empty(), Fee.parse("0.05; from 1: 0.04").on(2, 300));
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 1990, 99500000",
    "0.029+0.30, 1990, 87710000",
    "0.029+0.30, 1, 30029000",
    "0.029+0.30 min 0.50, 10, 50000000",
    "0 + 0.10, 10000000000, 10000000",
    "1 + 100000000 min 100000000, 10000000000, 20000000000000000"
  })
  void feeOfAPaymentIsExact(String fee, long amountCents, long microCents) {
    assertEquals(microCents, Fee.parse(fee).microCents(amountCents));
  }

  @ParameterizedTest
  @CsvSource({"1, 50000", "9999, 499950000", "10000, 320000000", "99999, 2929971000", "100000, 0"})
  void bandHoldsForTheWholeAmountThatLiesInIt(long amountCents, long microCents) {
    Fee fee = Fee.parse("0.05; from 100.00: 0.029+0.30; from 1000: 0");

    assertEquals(microCents, fee.microCents(amountCents));
    assertEquals("0.05; from 100.00: 0.029+0.30; from 1000.00: 0", fee.toString());
    assertEquals(fee, Fee.parse(fee.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.05+",
        "0.05+-0.30",
        "0.05+0.001",
        "0.05 min",
        "0.05;",
        "from 1: 0.05",
        "0.05; from 2: 0.04; from 2: 0.03",
        "0.05; from 2: 0.04; from 1: 0.03",
        "0.05+100000000.01",
        "0;from 1:0;from 2:0;from 3:0;from 4:0;from 5:0;from 6:0;from 7:0;from 8:0;from 9:0;from"
            + " 10:0;from 11:0;from 12:0;from 13:0;from 14:0;from 15:0;from 16:0"
      })
  void feesThatMakeNoSenseAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Fee.parse(text));
  }

  @Test
  void onlyAPartOfTheAmountIsProportional() {
    assertTrue(Fee.parse("0.05").proportional());
    assertFalse(Fee.parse("0.05+0.01").proportional());
    assertFalse(Fee.parse("0.05 min 0.01").proportional());
    assertFalse(Fee.parse("0.05; from 1: 0.04").proportional());
  }

  private static BigDecimal total(String fee, long count, long cents) {
    return Fee.parse(fee).on(count, cents).orElseThrow();
  }
}
