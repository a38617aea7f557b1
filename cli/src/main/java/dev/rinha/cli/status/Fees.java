package dev.rinha.cli.status;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What payments cost, and what each would have cost at the cheapest processor for it. Payments of
 * processors whose fee is not known are in neither. Immutable.
 *
 * @param paid in units of the currency
 * @param cheapest likewise
 */
record Fees(BigDecimal paid, BigDecimal cheapest) {

  /**
   * Of a window. The payments are read one by one only where the cheapest processor depends on the
   * amount.
   *
   * @param summary of the same window
   */
  static Fees of(Ledger ledger, TimeWindow window, Summary summary, Map<String, Fee> fees) {
    Sum sum = new Sum(fees);
    if (fees.values().stream().allMatch(Fee::proportional)) {
      summary.processors().forEach((processor, totals) -> sum.add(processor, totals.cents()));
    } else {
      ledger.entries(window, entry -> sum.add(entry.processor(), entry.amountCents()));
    }
    return new Fees(units(sum.paidMicroCents), units(sum.cheapestMicroCents));
  }

  /** What was paid beyond the cheapest. */
  BigDecimal excess() {
    return paid.subtract(cheapest);
  }

  private static BigDecimal units(BigDecimal microCents) {
    return microCents.movePointLeft(8).setScale(2, RoundingMode.HALF_EVEN);
  }

  /** In millionths of a cent. */
  private static final class Sum {

    private final Map<String, Fee> fees;
    private BigDecimal paidMicroCents = BigDecimal.ZERO;
    private BigDecimal cheapestMicroCents = BigDecimal.ZERO;

    Sum(Map<String, Fee> fees) {
      this.fees = fees;
    }

    void add(String processor, long cents) {
      Fee charged = fees.get(processor);
      if (charged != null) {
        long least = fees.values().stream().mapToLong(fee -> fee.microCents(cents)).min().orElse(0);
        paidMicroCents = paidMicroCents.add(BigDecimal.valueOf(charged.microCents(cents)));
        cheapestMicroCents = cheapestMicroCents.add(BigDecimal.valueOf(least));
      }
    }
  }
}
