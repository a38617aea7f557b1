package dev.rinha.cli.status;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.Totals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * What payments cost, and what the cheapest processor would have taken for them. Immutable.
 *
 * @param paid in units of the currency
 * @param cheapest for the same payments, at the lowest fee there is
 */
record Fees(BigDecimal paid, BigDecimal cheapest) {

  /** Of these totals; processors whose fee nobody knows are left out on both sides. */
  static Fees of(Summary summary, Map<String, Fee> fees) {
    BigDecimal paid = BigDecimal.ZERO;
    BigDecimal cheapest = BigDecimal.ZERO;
    for (var entry : summary.processors().entrySet()) {
      Fee fee = fees.get(entry.getKey());
      if (fee != null) {
        Totals totals = entry.getValue();
        paid = paid.add(on(totals, fee));
        cheapest =
            cheapest.add(
                fees.values().stream()
                    .map(other -> on(totals, other))
                    .min(BigDecimal::compareTo)
                    .orElseThrow());
      }
    }
    return new Fees(rounded(paid), rounded(cheapest));
  }

  /** Exact where the totals tell it, else as if all had the same amount. */
  static BigDecimal on(Totals totals, Fee fee) {
    return fee.on(totals.count(), totals.cents())
        .orElseGet(
            () ->
                BigDecimal.valueOf(fee.microCents(totals.cents() / Math.max(1, totals.count())), 8)
                    .multiply(BigDecimal.valueOf(totals.count())));
  }

  /** What was paid beyond the cheapest. */
  BigDecimal excess() {
    return paid.subtract(cheapest);
  }

  private static BigDecimal rounded(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
