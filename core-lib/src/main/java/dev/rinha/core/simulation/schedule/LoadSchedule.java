package dev.rinha.core.simulation.schedule;

import dev.rinha.core.processor.Fee;
import java.util.List;

/**
 * How much is asked for, and what happens to the processors meanwhile. Immutable.
 *
 * @param name what to call it
 * @param durationMillis how long payments arrive; what is not executed by then counts as unpaid
 * @param load points of a piecewise linear arrival rate, in order of time; level before the first
 *     and after the last
 * @param processors the processors with their troubles, in any order
 */
public record LoadSchedule(
    String name, long durationMillis, List<LoadPoint> load, List<ProcessorPlan> processors) {

  /** Arrivals per second at that moment. */
  public record LoadPoint(long atMillis, int paymentsPerSecond) {}

  /**
   * One processor.
   *
   * @param phases in order of time; before the first one it is healthy
   */
  public record ProcessorPlan(String name, Fee fee, List<Phase> phases) {

    /** Copies the list. */
    public ProcessorPlan {
      phases = List.copyOf(phases);
    }
  }

  /** From this moment on, each payment is held back for the delay and then fails or not. */
  public record Phase(long fromMillis, long delayMillis, boolean failing) {

    static final Phase HEALTHY = new Phase(0, 0, false);
  }

  /**
   * @throws IllegalArgumentException if there is no processor, no load, or no time
   */
  public LoadSchedule {
    load = List.copyOf(load);
    processors = List.copyOf(processors);
    if (durationMillis <= 0 || load.isEmpty() || processors.isEmpty()) {
      throw new IllegalArgumentException(
          "a schedule needs a duration, a load and a processor: " + name);
    }
  }

  /** Arrivals per second at a moment. */
  public double rateAt(long atMillis) {
    LoadPoint before = load.getFirst();
    for (LoadPoint point : load) {
      if (point.atMillis() > atMillis) {
        return between(before, point, atMillis);
      }
      before = point;
    }
    return before.paymentsPerSecond();
  }

  private static double between(LoadPoint before, LoadPoint after, long atMillis) {
    long span = after.atMillis() - before.atMillis();
    if (span <= 0 || atMillis <= before.atMillis()) {
      return before.paymentsPerSecond();
    }
    double part = (double) (atMillis - before.atMillis()) / span;
    return before.paymentsPerSecond()
        + part * (after.paymentsPerSecond() - before.paymentsPerSecond());
  }
}
