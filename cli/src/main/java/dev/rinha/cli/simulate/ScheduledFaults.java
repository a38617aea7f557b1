package dev.rinha.cli.simulate;

import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;

/** What a processor suffers from at a moment of a schedule. */
final class ScheduledFaults {

  private static final Phase NONE = new Phase(0, 0, false);

  private ScheduledFaults() {}

  static Phase at(ProcessorPlan plan, long millis) {
    Phase current = NONE;
    for (Phase phase : plan.phases()) {
      if (phase.fromMillis() <= millis) {
        current = phase;
      }
    }
    return current;
  }
}
