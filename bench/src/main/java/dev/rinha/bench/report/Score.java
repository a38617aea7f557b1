package dev.rinha.bench.report;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.schedule.Both;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What the challenge pays: (amount executed − fees) × (1 + bonus − fine).
 *
 * <p>Executed is what the backend's summary says at the end of the load, fees are each processor's
 * fraction of it. The bonus is 2 % for every millisecond that the 99th percentile of all requests
 * is below 11 ms; the fine is 35 % as soon as one inconsistency was seen. Recording more payments
 * than were posted disqualifies.
 *
 * @param points the score, in the currency of the payments
 */
public record Score(
    long executedCents,
    BigDecimal fees,
    BigDecimal p99Millis,
    BigDecimal bonus,
    BigDecimal fine,
    boolean disqualified,
    BigDecimal points) {

  private static final BigDecimal BONUS_BELOW_MILLIS = new BigDecimal("11");
  private static final BigDecimal BONUS_PER_MILLI = new BigDecimal("0.02");
  private static final BigDecimal FINE = new BigDecimal("0.35");

  /**
   * @param executed what the backend says was executed, by processor
   * @param feeFractions what each processor charges
   * @param posted payments sent by the test
   */
  public static Score of(
      Both<RecordedTotals> executed,
      Both<BigDecimal> feeFractions,
      long posted,
      long p99Micros,
      boolean inconsistent) {
    RecordedTotals total = RecordedTotals.sum(executed);
    Both<BigDecimal> fees =
        executed.with(
            feeFractions,
            (tally, fraction) -> BigDecimal.valueOf(tally.amountCents(), 2).multiply(fraction));
    BigDecimal fee = fees.primary().add(fees.fallback());
    BigDecimal p99Millis = BigDecimal.valueOf(p99Micros, 3);
    BigDecimal bonus =
        BONUS_BELOW_MILLIS.subtract(p99Millis).multiply(BONUS_PER_MILLI).max(BigDecimal.ZERO);
    BigDecimal fine = inconsistent ? FINE : BigDecimal.ZERO;
    BigDecimal profit = BigDecimal.valueOf(total.amountCents(), 2).subtract(fee);
    BigDecimal points = profit.multiply(BigDecimal.ONE.add(bonus).subtract(fine));
    return new Score(
        total.amountCents(),
        cents(fee),
        p99Millis,
        bonus,
        fine,
        total.count() > posted,
        cents(points));
  }

  private static BigDecimal cents(BigDecimal exact) {
    return exact.setScale(2, RoundingMode.HALF_EVEN);
  }
}
