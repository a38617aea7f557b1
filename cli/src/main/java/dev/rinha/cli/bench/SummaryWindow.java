package dev.rinha.cli.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A time window as the summaries take it: inclusive, to the millisecond. */
record SummaryWindow(Instant from, Instant to) {

  /** As query of a summary call. */
  String query() {
    return "?from="
        + from.truncatedTo(ChronoUnit.MILLIS)
        + "&to="
        + to.truncatedTo(ChronoUnit.MILLIS);
  }
}
