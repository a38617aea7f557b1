package dev.rinha.service.http;

import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;

/** Where the summary comes from; {@link dev.rinha.core.store.Ledger#summary} fits. Thread safe. */
@FunctionalInterface
public interface SummarySource {

  /**
   * Totals per processor of the payments in the window.
   *
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  Summary summary(TimeWindow window);
}
