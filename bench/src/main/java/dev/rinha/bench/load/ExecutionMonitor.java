package dev.rinha.bench.load;

import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Both;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks both processors once a second how much they have executed, from the beginning of the load to
 * the end of the drain. Two small requests a second on connections of its own, which no latency of
 * the test includes; it does so whether anybody wants to see it or not, so that asking for a report
 * does not change what is reported.
 */
public final class ExecutionMonitor implements AutoCloseable {

  private static final long EVERY_MILLIS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Targets targets;
  private final LoadMeasurements measurements;
  private final Stopwatch stopwatch;
  private final StopSignal over = new StopSignal();
  private final Thread thread;

  private ExecutionMonitor(Targets targets, LoadMeasurements measurements, Stopwatch stopwatch) {
    this.targets = targets;
    this.measurements = measurements;
    this.stopwatch = stopwatch;
    this.thread = Thread.ofVirtual().name("execution-monitor").unstarted(this::run);
  }

  /** Takes its first sample at once, in a thread of its own. */
  public static ExecutionMonitor start(
      Targets targets, LoadMeasurements measurements, Stopwatch stopwatch) {
    var monitor = new ExecutionMonitor(targets, measurements, stopwatch);
    monitor.thread.start();
    return monitor;
  }

  private void run() {
    Both<ProcessorAdmin> processors = targets.processors(PATIENCE, Targets.UNTIMED);
    try (ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      long atMillis = 0;
      while (!over.await(stopwatch.until(atMillis))) {
        sample(primary, fallback);
        atMillis = (stopwatch.millis() / EVERY_MILLIS + 1) * EVERY_MILLIS;
      }
      sample(primary, fallback);
    }
  }

  private void sample(ProcessorAdmin primary, ProcessorAdmin fallback) {
    long atMillis = stopwatch.millis();
    long accepted = measurements.accepted();
    try {
      Both<RecordedTotals> executed =
          new Both<>(primary.summary().tally(), fallback.summary().tally());
      measurements.sampled(new ExecutionSample(atMillis, accepted, executed));
    } catch (IOException e) {
      measurements.sampleMissed();
    }
  }

  /** Takes the last sample and waits for it. */
  @Override
  public void close() {
    over.raise();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
