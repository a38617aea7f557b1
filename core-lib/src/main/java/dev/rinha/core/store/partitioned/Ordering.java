package dev.rinha.core.store.partitioned;

import dev.rinha.core.payment.Payment;
import java.util.Comparator;

/** How what happened at the same time in several partitions is ordered. */
final class Ordering {

  /** As every store does. */
  static final Comparator<Payment> BY_ID =
      Comparator.<Payment, Long>comparing(
              payment -> payment.correlationId().getMostSignificantBits(), Long::compareUnsigned)
          .thenComparing(
              payment -> payment.correlationId().getLeastSignificantBits(), Long::compareUnsigned);

  private Ordering() {}
}
