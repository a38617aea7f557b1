package dev.rinha.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.schedule.Both;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Figures computed by hand from the formula in the challenge's rules. */
final class ScoreTest {

  private static final Both<BigDecimal> FEES =
      new Both<>(new BigDecimal("0.05"), new BigDecimal("0.15"));
  private static final Both<RecordedTotals> EXECUTED =
      new Both<>(new RecordedTotals(100, 199_000), new RecordedTotals(50, 99_500));

  @Test
  void bonusIsTwoPercentPerMillisecondBelowEleven() {
    // 1990.00 + 995.00 = 2985.00; fees 99.50 + 149.25 = 248.75; profit 2736.25; bonus (11 - 1.25) *
    // 2 % = 19.5 %
    Score score = Score.of(EXECUTED, FEES, 150, 1_250, false);

    assertEquals(298_500, score.executedCents());
    assertEquals(new BigDecimal("248.75"), score.fees());
    assertEquals(0, new BigDecimal("0.195").compareTo(score.bonus()));
    assertEquals(new BigDecimal("3269.82"), score.points());
    assertFalse(score.disqualified());
  }

  @Test
  void slowRequestsEarnNoBonusButNoMalusEither() {
    assertEquals(new BigDecimal("2736.25"), Score.of(EXECUTED, FEES, 150, 900_000, false).points());
  }

  @Test
  void oneInconsistencyCostsThirtyFivePercent() {
    // 2736.25 * (1 + 0 - 0.35) = 1778.5625, half to even
    assertEquals(new BigDecimal("1778.56"), Score.of(EXECUTED, FEES, 150, 11_000, true).points());
  }

  @Test
  void morePaymentsThanPostedDisqualify() {
    assertTrue(Score.of(EXECUTED, FEES, 149, 1_000, false).disqualified());
  }

  @Test
  void ceilingOfThePublicTestIsOrdinaryArithmetic() {
    // 16 750 payments of 19.90 at 5 %: 333 325.00 - 16 666.25 = 316 658.75, with p99 0 a bonus of
    // 22 %
    var all = new Both<>(new RecordedTotals(16_750, 33_332_500), RecordedTotals.NONE);
    assertEquals(new BigDecimal("386323.68"), Score.of(all, FEES, 16_750, 0, false).points());
  }
}
