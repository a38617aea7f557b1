package dev.rinha.bench.load;

import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;

/** Brings the schedule's trouble over the processors, at its seconds. */
public final class StageDriver {

  private final Schedule schedule;
  private final Targets targets;
  private final Measurements measurements;
  private final Stopwatch stopwatch;
  private final StopSignal stop;

  public StageDriver(
      Schedule schedule,
      Targets targets,
      Measurements measurements,
      Stopwatch stopwatch,
      StopSignal stop) {
    this.schedule = schedule;
    this.targets = targets;
    this.measurements = measurements;
    this.stopwatch = stopwatch;
    this.stop = stop;
  }

  /** Blocks until the last stage is set. */
  public void run() {
    Duration patience = Duration.ofMillis(schedule.consistency().patienceMillis());
    Both<ProcessorAdmin> processors = targets.processors(patience, measurements::requestTook);
    try (ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      for (Schedule.Stage stage : schedule.stages()) {
        if (stop.await(stopwatch.until(stage.second() * 1000L))) {
          return;
        }
        apply(primary, stage.processors().primary(), stage);
        apply(fallback, stage.processors().fallback(), stage);
      }
    }
  }

  private void apply(
      ProcessorAdmin processor, Schedule.Conditions conditions, Schedule.Stage stage) {
    try {
      processor.apply(conditions);
    } catch (IOException e) {
      measurements.problem("stage of second " + stage.second() + " not set: " + e.getMessage());
    }
  }
}
