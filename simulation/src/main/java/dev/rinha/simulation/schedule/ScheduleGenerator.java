package dev.rinha.simulation.schedule;

import dev.rinha.core.processor.Fee;
import dev.rinha.simulation.schedule.LoadSchedule.LoadPoint;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Draws schedules nobody has seen: 60 to 300 seconds; fees from 1 to 20 %; ramps, plateaus and
 * bursts up to 600 payments per second; delays from 0 to 5 seconds; failures of either processor or
 * of both, of a second up to a minute. A seed gives the same schedule for ever, on every machine.
 */
public final class ScheduleGenerator {

  private static final int MAX_RATE = 600;
  private static final long MAX_DELAY_MILLIS = 5_000;

  private ScheduleGenerator() {}

  /** The schedule of a seed, with the processors {@code default} and {@code fallback}. */
  public static LoadSchedule draw(long seed) {
    return draw(seed, OptionalInt.empty(), OptionalInt.empty());
  }

  /**
   * A schedule of a seed with a length or a peak of one's own.
   *
   * @param seconds how long it lasts; drawn if not given
   * @param peak payments per second at its highest; drawn if not given
   * @throws IllegalArgumentException if either is not positive
   */
  public static LoadSchedule draw(long seed, OptionalInt seconds, OptionalInt peak) {
    if (seconds.orElse(1) < 1 || peak.orElse(1) < 1) {
      throw new IllegalArgumentException("length and peak must be positive");
    }
    SplittableRandom random = new SplittableRandom(seed);
    int drawnSeconds = random.nextInt(60, 301);
    long durationMillis = 1_000L * seconds.orElse(drawnSeconds);
    int cheapPercent = random.nextInt(1, 20);
    int dearPercent = random.nextInt(cheapPercent + 1, 21);
    return new LoadSchedule(
        "random-" + seed,
        durationMillis,
        load(random, durationMillis, peak),
        List.of(
            new ProcessorPlan("default", percent(cheapPercent), phases(random, durationMillis)),
            new ProcessorPlan("fallback", percent(dearPercent), phases(random, durationMillis))));
  }

  private static Fee percent(int percent) {
    return Fee.ofPart(percent * 10_000);
  }

  /** A ramp over the whole time, a plateau, or steps; with a burst now and then. */
  private static List<LoadPoint> load(
      SplittableRandom random, long durationMillis, OptionalInt givenPeak) {
    int drawnPeak = random.nextInt(50, MAX_RATE + 1);
    int peak = givenPeak.orElse(drawnPeak);
    return switch (random.nextInt(3)) {
      case 0 -> List.of(new LoadPoint(0, 1), new LoadPoint(durationMillis, peak));
      case 1 -> List.of(new LoadPoint(0, peak));
      default -> bursts(random, durationMillis, peak);
    };
  }

  private static List<LoadPoint> bursts(SplittableRandom random, long durationMillis, int peak) {
    List<LoadPoint> points = new ArrayList<>();
    int base = Math.max(1, peak / random.nextInt(2, 11));
    long at = 0;
    while (at < durationMillis) {
      long burstAt = at + 1_000L * random.nextInt(5, 30);
      long burstMillis = 1_000L * random.nextInt(1, 15);
      points.add(new LoadPoint(at, base));
      points.add(new LoadPoint(burstAt, base));
      points.add(new LoadPoint(burstAt + 500, peak));
      points.add(new LoadPoint(burstAt + 500 + burstMillis, peak));
      at = burstAt + 1_000 + burstMillis;
    }
    return points;
  }

  /** Phases of a second to half a minute or so, mostly healthy. */
  private static List<Phase> phases(SplittableRandom random, long durationMillis) {
    List<Phase> phases = new ArrayList<>();
    int failingPercent = random.nextInt(0, 41);
    long at = 0;
    while (at < durationMillis) {
      boolean failing = random.nextInt(100) < failingPercent;
      phases.add(new Phase(at, delay(random), failing));
      at += 1_000L * (random.nextInt(4) == 0 ? random.nextInt(20, 61) : random.nextInt(1, 20));
    }
    return phases;
  }

  private static long delay(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> 0;
      case 2 -> random.nextInt(1, 101);
      case 3 -> random.nextInt(100, 1_001);
      default -> random.nextLong(1_000, MAX_DELAY_MILLIS + 1);
    };
  }
}
