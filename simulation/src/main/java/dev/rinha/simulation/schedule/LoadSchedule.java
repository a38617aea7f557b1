package dev.rinha.simulation.schedule;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.List;
import java.util.Optional;

/**
 * How much is asked for, and what happens to the processors meanwhile. Immutable.
 *
 * @param name what to call it
 * @param durationMillis how long payments arrive; what is not executed by then counts as unpaid
 * @param load points of a piecewise linear arrival rate, in order of time; level before the first
 *     and after the last
 * @param processors the processors with their troubles, in any order
 * @param recorded the payments, where they were recorded; otherwise they are drawn at the rate of
 *     the load, all of the same amount
 */
public record LoadSchedule(
    String name,
    long durationMillis,
    List<LoadPoint> load,
    List<ProcessorPlan> processors,
    Optional<Recorded> recorded) {

  /** A schedule whose payments are drawn. */
  public LoadSchedule(
      String name, long durationMillis, List<LoadPoint> load, List<ProcessorPlan> processors) {
    this(name, durationMillis, load, processors, Optional.empty());
  }

  /** Arrivals per second at that moment. */
  public record LoadPoint(long atMillis, int paymentsPerSecond) {}

  /**
   * Payments as they were recorded.
   *
   * @param portions in order of time
   * @param standsFor for how many payments each of them stands: processors take as many fewer at a
   *     time
   */
  public record Recorded(List<Portion> portions, int standsFor) {

    /** Copies the list. */
    public Recorded {
      portions = List.copyOf(portions);
    }
  }

  /**
   * Payments that arrive evenly between two moments, all of about the same amount.
   *
   * @param cents what they come to together
   */
  public record Portion(long fromMillis, long toMillis, int count, long cents) {}

  /**
   * One processor.
   *
   * @param phases in order of time; before the first one it is healthy
   */
  public record ProcessorPlan(ProcessorSettings settings, List<Phase> phases) {

    /** Copies the list. */
    public ProcessorPlan {
      phases = List.copyOf(phases);
    }

    /** One whose look-ups do not lag, with the defaults for everything else. */
    public ProcessorPlan(String name, Fee fee, List<Phase> phases) {
      this(ProcessorSettings.of(name, fee).withLookUpLagMillis(0), phases);
    }

    /** What it is called. */
    public String name() {
      return settings.name();
    }

    /** What it keeps of each payment. */
    public Fee fee() {
      return settings.fee();
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

  /** For how many payments each one stands. */
  public int standsFor() {
    return recorded.map(Recorded::standsFor).orElse(1);
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
