package dev.rinha.bench.load;

import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;

/** Brings the schedule's trouble over the processors, at its seconds. */
public final class StageDriver {

  private final RunningLoad load;

  public StageDriver(RunningLoad load) {
    this.load = load;
  }

  /** Blocks until the last stage is set. */
  public void run() {
    Duration patience = Duration.ofMillis(load.schedule().consistency().patienceMillis());
    Both<ProcessorAdmin> processors =
        load.targets().processors(patience, load.measurements()::requestTook);
    try (ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      for (Schedule.Stage stage : load.schedule().stages()) {
        if (load.stop().await(load.stopwatch().until(stage.second() * 1000L))) {
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
      load.measurements()
          .problem("stage of second " + stage.second() + " not set: " + e.getMessage());
    }
  }
}
