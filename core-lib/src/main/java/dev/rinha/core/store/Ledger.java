package dev.rinha.core.store;

import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.Optional;
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

  /** Everything that is known of one payment. */
  Optional<PaymentRecord> find(UUID correlationId);

  /** How many payments are where, at one moment. */
  Census census();

  /**
   * Forgets all payments, atomically, and begins a new generation. Writes for payments of an
   * earlier generation are refused from then on.
   *
   * @return the new generation
   */
  long purge();
}
