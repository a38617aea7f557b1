package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** What has been recorded, for reading; and the one way to forget it. */
public interface Ledger {

  /** Totals of the payments whose {@code requestedAt} is in the window, from the aggregates. */
  Summary summary(TimeWindow window);

  /**
   * Reads the ledger, oldest minute first and in order of settlement within a minute. Payments that
   * settle while it is read may be missing.
   */
  void entries(TimeWindow window, Consumer<LedgerEntry> reader);

  /**
   * The summary of a window with what each processor keeps of its payments at these fees. The
   * entries are read only where a fee depends on the amount of each payment; that takes time in
   * proportion to them.
   *
   * @param fees by processor; payments of others are without a fee
   */
  default Summary summary(TimeWindow window, Map<String, Fee> fees) {
    requireNonNull(window, "window");
    requireNonNull(fees, "fees");
    Summary summary = summary(window);
    SortedMap<String, BigDecimal> charged = new TreeMap<>();
    Map<String, Fee> perPayment = new HashMap<>();
    summary
        .processors()
        .forEach(
            (processor, totals) -> {
              Fee fee = fees.get(processor);
              if (fee != null) {
                fee.on(totals.count(), totals.cents())
                    .ifPresentOrElse(
                        all -> charged.put(processor, all), () -> perPayment.put(processor, fee));
              }
            });
    if (!perPayment.isEmpty()) {
      entries(
          window,
          entry -> {
            Fee fee = perPayment.get(entry.processor());
            if (fee != null) {
              BigDecimal one = BigDecimal.valueOf(fee.microCents(entry.amountCents()), 8);
              charged.merge(entry.processor(), one, BigDecimal::add);
            }
          });
    }
    return summary.withFees(charged);
  }

  /** Everything that is known of one payment. */
  Optional<PaymentRecord> find(UUID correlationId);

  /** Everything that is known of these payments; those that are not known are missing. */
  default List<PaymentRecord> find(Collection<UUID> correlationIds) {
    requireNonNull(correlationIds, "correlationIds");
    return correlationIds.stream().flatMap(one -> find(one).stream()).toList();
  }

  /** How many payments are where, at one moment. */
  Census census();

  /**
   * Forgets all payments, atomically, and begins a new generation. Writes for payments of an
   * earlier generation are refused from then on.
   *
   * @return the new generation
   */
  long purge();

  /**
   * The same for one of several partitions that are purged together: begins that generation, unless
   * it has begun already. So whoever completes such a purge forgets nothing that came after it.
   *
   * @return the generation that there is now
   */
  long purgeTo(long generation);
}
