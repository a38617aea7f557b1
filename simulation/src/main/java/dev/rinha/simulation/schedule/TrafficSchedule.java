package dev.rinha.simulation.schedule;

import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.TrafficMinute;
import dev.rinha.simulation.schedule.LoadSchedule.LoadPoint;
import dev.rinha.simulation.schedule.LoadSchedule.Portion;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.LoadSchedule.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a load schedule of recorded traffic, second by second. Immutable.
 *
 * <p><b>What is known.</b> How a processor was in a second is known where it was sent something in
 * that second, else where it told of its health, and for ten seconds after either. In between it is
 * taken to have been as at the nearer end; before the first and after the last time as then; and
 * one of which nothing is known at all as working and answering at once.
 *
 * <p><b>What is left out.</b> The order within a minute, single failures in seconds in which most
 * attempts succeeded, and the spread of latencies within a second.
 *
 * @param schedule of which one payment may stand for several
 * @param arrived what was recorded in the window: all of it, not only what is simulated
 * @param knowledge by processor
 */
public record TrafficSchedule(
    LoadSchedule schedule, Totals arrived, Map<String, Knowledge> knowledge) {

  /** How long the schedule goes on after the window, so that what waits can be executed. */
  public static final long TAIL_MILLIS = 5 * TrafficMinute.MILLIS;

  /**
   * How much of a window is known of a processor.
   *
   * @param tried seconds in which it was sent something, or less than ten seconds after
   * @param told those of the others in which it told of its health, or less than ten seconds after
   * @param assumed the rest
   */
  public record Knowledge(long tried, long told, long assumed) {

    /** Whether nothing is known. */
    public boolean isNothing() {
      return tried + told == 0;
    }
  }

  /**
   * Makes one.
   *
   * @param minutes recorded in the window and the tail after it, in order of time
   * @param fromMillis when the window begins: a full minute
   * @param toMillis when it ends: a full minute
   * @param processors that are to be simulated
   * @param maxPayments if there are more, each stands for several
   * @throws IllegalArgumentException if nothing arrived in the window
   */
  public static TrafficSchedule of(
      List<TrafficMinute> minutes,
      long fromMillis,
      long toMillis,
      List<ProcessorSettings> processors,
      long maxPayments) {
    List<TrafficMinute> window =
        minutes.stream().filter(minute -> minute.atMillis() < toMillis).toList();
    Totals arrived = window.stream().map(TrafficMinute::arrived).reduce(Totals.NONE, Totals::plus);
    if (arrived.count() == 0) {
      throw new IllegalArgumentException("no payment arrived in that time");
    }
    long durationMillis = toMillis - fromMillis + TAIL_MILLIS;
    int standsFor = Math.toIntExact(Math.ceilDiv(arrived.count(), maxPayments));
    Map<String, Knowledge> knowledge = new TreeMap<>();
    List<ProcessorPlan> plans = new ArrayList<>();
    for (ProcessorSettings processor : processors) {
      ObservedSeconds seconds =
          ObservedSeconds.of(processor.name(), minutes, fromMillis, seconds(durationMillis));
      knowledge.put(processor.name(), seconds.knowledge(seconds(toMillis - fromMillis)));
      plans.add(new ProcessorPlan(processor, seconds.phases()));
    }
    LoadSchedule schedule =
        new LoadSchedule(
            "history",
            durationMillis,
            load(window, fromMillis),
            plans,
            Optional.of(new Recorded(portions(window, fromMillis, standsFor), standsFor)));
    return new TrafficSchedule(schedule, arrived, Map.copyOf(knowledge));
  }

  private static int seconds(long millis) {
    return Math.toIntExact(millis / 1_000);
  }

  private static List<LoadPoint> load(List<TrafficMinute> window, long fromMillis) {
    List<LoadPoint> points = new ArrayList<>();
    points.add(new LoadPoint(0, 0));
    for (TrafficMinute minute : window) {
      long perSecond = Math.round(minute.arrived().count() / 60.0);
      points.add(
          new LoadPoint(
              minute.atMillis() - fromMillis + TrafficMinute.MILLIS / 2,
              Math.toIntExact(perSecond)));
    }
    return points;
  }

  /** Of so many payments of about the same amount only one remains, of their mean amount. */
  private static List<Portion> portions(
      List<TrafficMinute> window, long fromMillis, int standsFor) {
    Map<Integer, Long> counted = new HashMap<>();
    List<Portion> portions = new ArrayList<>();
    for (TrafficMinute minute : window) {
      long at = minute.atMillis() - fromMillis;
      minute
          .arrivals()
          .forEach(
              (bucket, totals) -> {
                long before = counted.getOrDefault(bucket, standsFor / 2L);
                long after = before + totals.count();
                counted.put(bucket, after);
                int count = Math.toIntExact(after / standsFor - before / standsFor);
                if (count > 0) {
                  long cents =
                      standsFor == 1
                          ? totals.cents()
                          : Math.round((double) totals.cents() / totals.count() * count);
                  portions.add(new Portion(at, at + TrafficMinute.MILLIS, count, cents));
                }
              });
    }
    return portions;
  }
}
