package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeeRateTest {

  @Test
  void feeIsExact() {
    assertEquals(
        0,
        new BigDecimal("0.995")
            .compareTo(new ProcessorSummary(1, 1990, FeeRate.of("0.05")).totalFee()));
    assertEquals(FeeRate.of("0.05"), FeeRate.of("0.050"));
    assertEquals("0.05", FeeRate.of("0.050").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5%", "-0.01", "1", "NaN"})
  void whatIsNoFractionIsRefused(String fee) {
    assertThrows(IllegalArgumentException.class, () -> FeeRate.of(fee));
  }
}
