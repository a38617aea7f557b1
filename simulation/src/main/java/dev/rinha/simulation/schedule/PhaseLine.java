package dev.rinha.simulation.schedule;

import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import java.util.List;

/** A processor's phases as a function of time; a cursor makes looking up in order of time cheap. */
final class PhaseLine {

  private final List<Phase> phases;
  private int cursor = -1;

  PhaseLine(List<Phase> phases) {
    this.phases = phases;
  }

  Phase at(long millis) {
    while (cursor + 1 < phases.size() && phases.get(cursor + 1).fromMillis() <= millis) {
      cursor++;
    }
    while (cursor >= 0 && phases.get(cursor).fromMillis() > millis) {
      cursor--;
    }
    return cursor < 0 ? Phase.HEALTHY : phases.get(cursor);
  }
}
