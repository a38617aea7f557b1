package dev.rinha.simulation.schedule;

/** The payments of a schedule, one after the other. */
interface Arrivals {

  /** Those of a schedule; the same for the same seed. */
  static Arrivals of(LoadSchedule schedule, long seed) {
    return schedule
        .recorded()
        .<Arrivals>map(recorded -> new RecordedArrivals(recorded.portions(), seed))
        .orElseGet(() -> new DrawnArrivals(schedule, seed));
  }

  /** When the next one arrives, {@link Long#MAX_VALUE} once the schedule is over. */
  long next();

  /** The amount of the one that {@link #next} answered last, in cents. */
  long cents();
}
