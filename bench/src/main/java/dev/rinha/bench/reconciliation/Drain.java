package dev.rinha.bench.reconciliation;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.load.Stopwatch;
import dev.rinha.bench.schedule.Both;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the backend caught up after the load, with both processors healthy again.
 *
 * @param unsettledAtLoadEnd accepted payments the backend's summary did not have when the load
 *     ended
 * @param tookMillis until backend and processors agreed on every accepted payment, or until the
 *     bound
 * @param complete whether they did
 */
public record Drain(long unsettledAtLoadEnd, long tookMillis, boolean complete) {

  private static final Duration POLL = Duration.ofMillis(250);

  private static final int LEAST_POLLS = 2;

  /**
   * Polls until nothing is missing and nothing moves any more, or until the bound or the stop
   * signal.
   */
  public static Drain await(
      BackendClient backend,
      Both<ProcessorAdmin> processors,
      long accepted,
      long unsettledAtLoadEnd,
      int boundSeconds,
      StopSignal stop) {
    Stopwatch stopwatch = Stopwatch.start();
    @Nullable Both<RecordedTotals> before = null;
    boolean complete = false;
    for (int polls = 0;
        !complete && (polls < LEAST_POLLS || stopwatch.millis() < boundSeconds * 1000L);
        polls++) {
      @Nullable Both<RecordedTotals> now = settled(backend, processors, accepted);
      complete = now != null && now.equals(before);
      before = now;
      if (!complete && stop.await(POLL)) {
        break;
      }
    }
    return new Drain(unsettledAtLoadEnd, stopwatch.millis(), complete);
  }

  /**
   * The summary on which everybody agrees with every accepted payment in it; null when there is
   * none.
   */
  private static @Nullable Both<RecordedTotals> settled(
      BackendClient backend, Both<ProcessorAdmin> processors, long accepted) {
    try {
      Both<RecordedTotals> said = backend.summary();
      Both<RecordedTotals> done =
          new Both<>(
              processors.primary().summary().tally(), processors.fallback().summary().tally());
      return said.equals(done) && RecordedTotals.sum(said).count() >= accepted ? said : null;
    } catch (IOException e) {
      return null; // Asked again at the next poll; the reconciliation reports who never answers.
    }
  }
}
