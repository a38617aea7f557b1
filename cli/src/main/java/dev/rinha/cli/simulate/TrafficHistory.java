package dev.rinha.cli.simulate;

import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.RoutingInForce;
import dev.rinha.core.traffic.TrafficMinute;
import dev.rinha.simulation.schedule.TrafficSchedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was recorded in a window of time. Immutable.
 *
 * @param fromMillis a full minute: the first of which something was recorded
 * @param toMillis a full minute: the one after the last of which something was recorded
 * @param minutes those of the window
 * @param tail those after it, which tell how the processors went on
 * @param routings how payments were routed, the one of the most minutes first
 */
record TrafficHistory(
    long fromMillis,
    long toMillis,
    List<TrafficMinute> minutes,
    List<TrafficMinute> tail,
    List<RoutingInForce> routings) {

  /** Reads it; empty if nothing was recorded. */
  static Optional<TrafficHistory> read(TrafficLog log, long fromMillis, long toMillis) {
    long from = TrafficMinute.beginning(fromMillis);
    long to = TrafficMinute.beginning(toMillis + TrafficMinute.MILLIS - 1);
    List<TrafficMinute> minutes = new ArrayList<>();
    log.read(from, to, minutes::add);
    if (minutes.isEmpty()) {
      return Optional.empty();
    }
    List<TrafficMinute> tail = new ArrayList<>();
    log.read(to, to + TrafficSchedule.TAIL_MILLIS, tail::add);
    return Optional.of(
        new TrafficHistory(
            minutes.getFirst().atMillis(),
            minutes.getLast().atMillis() + TrafficMinute.MILLIS,
            minutes,
            tail,
            routings(minutes)));
  }

  private static List<RoutingInForce> routings(List<TrafficMinute> minutes) {
    Map<String, Long> counts =
        minutes.stream()
            .map(TrafficMinute::routing)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .map(entry -> RoutingInForce.parse(entry.getKey()))
        .toList();
  }

  List<TrafficMinute> withTail() {
    List<TrafficMinute> all = new ArrayList<>(minutes);
    all.addAll(tail);
    return all;
  }

  long minutesRecorded() {
    return minutes.size();
  }

  long minutesInAll() {
    return (toMillis - fromMillis) / TrafficMinute.MILLIS;
  }

  Totals arrived() {
    return minutes.stream().map(TrafficMinute::arrived).reduce(Totals.NONE, Totals::plus);
  }

  /** What each processor did in the window, by name. */
  Map<String, ProcessorMinute> processors() {
    Map<String, ProcessorMinute> all = new TreeMap<>();
    for (TrafficMinute minute : minutes) {
      minute.processors().forEach((name, one) -> all.merge(name, one, ProcessorMinute::then));
    }
    return all;
  }
}
