package dev.rinha.simulation.schedule;

import java.util.SplittableRandom;

/**
 * When the payments of a schedule arrive: a Poisson process with the schedule's rate, from one
 * seed.
 */
final class DrawnArrivals implements Arrivals {

  /** Where nothing arrives, the rate is looked at again after this long. */
  private static final long IDLE_STEP_MILLIS = 100;

  private final LoadSchedule schedule;
  private final SplittableRandom random;
  private double atMillis;

  DrawnArrivals(LoadSchedule schedule, long seed) {
    this.schedule = schedule;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public long next() {
    while (atMillis < schedule.durationMillis()) {
      double rate = schedule.rateAt((long) atMillis);
      if (rate <= 0) {
        atMillis += IDLE_STEP_MILLIS;
        continue;
      }
      double gap = -Math.log(1 - random.nextDouble()) * 1000 / rate;
      atMillis += Math.min(gap, 10 * IDLE_STEP_MILLIS);
      if (gap <= 10 * IDLE_STEP_MILLIS && atMillis < schedule.durationMillis()) {
        return (long) atMillis;
      }
    }
    return Long.MAX_VALUE;
  }

  @Override
  public long cents() {
    return RoutingSimulation.AMOUNT.cents();
  }
}
