package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.SummaryWindow;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Compares backend and processors again and again while the load runs. */
public final class ConsistencyMonitor {

  private final Schedule schedule;
  private final Targets targets;
  private final Measurements measurements;
  private final Stopwatch stopwatch;
  private final StopSignal stop;
  private final InstantSource clock;

  public ConsistencyMonitor(
      Schedule schedule,
      Targets targets,
      Measurements measurements,
      Stopwatch stopwatch,
      StopSignal stop,
      InstantSource clock) {
    this.schedule = schedule;
    this.targets = targets;
    this.measurements = measurements;
    this.stopwatch = stopwatch;
    this.stop = stop;
    this.clock = clock;
  }

  /** Blocks until the last check before the end of the load is done; the first is at once. */
  public void run() {
    Duration patience = Duration.ofMillis(schedule.consistency().patienceMillis());
    Both<ProcessorAdmin> processors = targets.processors(patience, measurements::requestTook);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
        BackendClient backend = targets.backend(patience, measurements::requestTook);
        ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      long atMillis = 0;
      while (atMillis < schedule.millis() && !stop.await(stopwatch.until(atMillis))) {
        measurements.checked(check(readers, backend, primary, fallback));
        atMillis += schedule.consistency().everyMillis();
      }
    }
  }

  private ConsistencyCheck check(
      ExecutorService readers,
      BackendClient backend,
      ProcessorAdmin primary,
      ProcessorAdmin fallback) {
    SummaryWindow window = window(clock.instant());
    int second = Math.toIntExact(stopwatch.millis() / 1000);
    List<String> unread = new ArrayList<>();
    Future<Both<RecordedTotals>> said = readers.submit(() -> backend.summary(window));
    Future<RecordedTotals> byPrimary = readers.submit(tally(primary, window));
    Future<RecordedTotals> byFallback = readers.submit(tally(fallback, window));
    return new ConsistencyCheck(
        second,
        window.from().toString(),
        window.to().toString(),
        orElse(said, new Both<>(RecordedTotals.NONE, RecordedTotals.NONE), "backend", unread),
        new Both<>(
            orElse(byPrimary, RecordedTotals.NONE, Both.NAMES.primary(), unread),
            orElse(byFallback, RecordedTotals.NONE, Both.NAMES.fallback(), unread)),
        List.copyOf(unread));
  }

  private static Callable<RecordedTotals> tally(ProcessorAdmin processor, SummaryWindow window) {
    return () -> processor.summary(window).tally();
  }

  private SummaryWindow window(Instant now) {
    Schedule.Consistency plan = schedule.consistency();
    return new SummaryWindow(
        now.minusMillis(plan.windowFromMillis()), now.minusMillis(plan.windowToMillis()));
  }

  private static <T> T orElse(Future<T> read, T zeros, String who, List<String> unread) {
    try {
      return read.get();
    } catch (ExecutionException e) {
      unread.add(who);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      unread.add(who);
    }
    return zeros;
  }
}
