package dev.rinha.simulator;

import java.math.BigDecimal;

/**
 * What a processor says it executed.
 *
 * @param totalRequests number of payments
 * @param totalAmountCents sum of their amounts
 * @param fee the processor's fee per payment
 */
public record ProcessorSummary(long totalRequests, long totalAmountCents, FeeRate fee) {

  /** The sum of the amounts, with two decimals. */
  public BigDecimal totalAmount() {
    return BigDecimal.valueOf(totalAmountCents, 2);
  }

  /** The fee on the whole sum, exact. */
  public BigDecimal totalFee() {
    return fee.on(totalAmount());
  }
}
