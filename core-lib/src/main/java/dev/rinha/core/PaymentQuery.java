package dev.rinha.core;

import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.summary.TimeWindow;
import java.util.Set;

/**
 * Which payments are looked for. Immutable.
 *
 * @param statuses in one of these states
 * @param processor whose last attempt was there; empty for anywhere
 * @param window that came into their state in it, see {@link ListedPayment#sinceMillis}
 * @param minCents of this amount in cents or more
 * @param reasonPrefix whose reason of death begins like this; empty for any, also for none
 */
public record PaymentQuery(
    Set<PaymentStatus> statuses,
    String processor,
    TimeWindow window,
    long minCents,
    String reasonPrefix) {

  /** Copies the set. */
  public PaymentQuery {
    statuses = Set.copyOf(statuses);
  }

  /** Whether that one is meant. */
  public boolean accepts(ListedPayment payment) {
    return statuses.contains(payment.status())
        && (processor.isEmpty() || processor.equals(payment.processor()))
        && window.contains(payment.sinceMillis())
        && payment.amount().cents() >= minCents
        && payment.reason().startsWith(reasonPrefix);
  }
}
