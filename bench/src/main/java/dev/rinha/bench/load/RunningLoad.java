package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Schedule;
import java.time.Duration;

/**
 * What all share who take part in a load.
 *
 * @param stop raised when it shall end before its time
 */
public record RunningLoad(
    Schedule schedule,
    Targets targets,
    LoadMeasurements measurements,
    Stopwatch stopwatch,
    StopSignal stop) {

  boolean isOn() {
    return !stop.isRaised() && stopwatch.millis() < schedule.millis();
  }

  /** A connection of somebody who pays. */
  BackendClient payer() {
    return targets.payer(Duration.ofMillis(schedule.patienceMillis()), measurements::requestTook);
  }
}
