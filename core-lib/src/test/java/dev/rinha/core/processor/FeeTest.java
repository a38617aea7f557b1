package dev.rinha.core.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
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
    assertEquals(new Fee(partsPerMillion), Fee.parse(text));
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
    assertThrows(IllegalArgumentException.class, () -> new Fee(partsPerMillion));
  }

  @Test
  void everyFeeReadsBackTheSame() {
    for (int parts = 0; parts <= 1_000_000; parts += 7) {
      assertEquals(parts, Fee.parse(new Fee(parts).toString()).partsPerMillion());
    }
  }

  @Test
  void feeOnATotalIsExact() {
    assertEquals(0, new BigDecimal("0.995").compareTo(Fee.parse("0.05").on(1990)));
    assertEquals(0, new BigDecimal("0.0000000").compareTo(Fee.parse("0").on(Long.MAX_VALUE)));
    assertEquals(
        0, new BigDecimal("92233720368547758.07").compareTo(Fee.parse("1").on(Long.MAX_VALUE)));
  }

  @Test
  void cheaperComesFirst() {
    assertTrue(Fee.parse("0.05").compareTo(Fee.parse("0.15")) < 0);
  }
}
