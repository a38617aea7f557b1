package dev.rinha.bench;

import dev.rinha.bench.load.LoadMeasurements;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.schedule.Schedule;

/** Shows somebody how a run goes. */
public interface RunProgress {

  /** Shows the load, on a thread of its own; returns when it is over. */
  void follow(LoadMeasurements measurements, Schedule schedule, StopSignal loadIsOver);

  /** Says what happens next, after the load. */
  void say(String line);
}
