package dev.rinha.bench.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A time window as the summaries take it: inclusive, to the millisecond. */
public record SummaryWindow(Instant from, Instant to) {

  /** As query of a summary call. */
  String query() {
    return "?from="
        + from.truncatedTo(ChronoUnit.MILLIS)
        + "&to="
        + to.truncatedTo(ChronoUnit.MILLIS);
  }
}
