package dev.rinha.core;

import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one worker has observed since it was taken last, and of the last minutes how each second
 * was. Thread safe.
 */
final class TrafficTally {

  /**
   * Beyond that the oldest minutes are forgotten: a store that is away must not fill the memory.
   */
  static final int MAX_MINUTES = 1_440;

  /** So long the answers of a minute may come in; what comes later is judged on its own. */
  private static final long SECONDS_KEPT_MILLIS = 10 * TrafficMinute.MILLIS;

  private final String routing;
  private final NavigableMap<Long, Minute> minutes = new TreeMap<>();

  TrafficTally(String routing) {
    this.routing = routing;
  }

  synchronized void arrived(long atMillis, long cents) {
    minute(atMillis)
        .arrivals
        .merge(TrafficMinute.amountBucket(cents), new Totals(1, cents), Totals::plus);
  }

  synchronized void attempted(
      String processor, long sentAtMillis, AttemptResult result, long tookMillis) {
    Processor tally = minute(sentAtMillis).processor(processor);
    tally.attempts.merge(result, 1L, Long::sum);
    int second = second(sentAtMillis);
    switch (result) {
      case EXECUTED, DUPLICATE -> {
        tally.latencies.merge(LatencyBuckets.of(tookMillis), 1L, Long::sum);
        tally.worked[second]++;
        tally.workedMillis[second] += tookMillis;
      }
      case NOT_SENT, FAILED, UNKNOWN -> {
        tally.failed[second]++;
        tally.failedMillis[second] += tookMillis;
      }
      // It had no place, or did not want this payment; that says nothing of how it was.
      case THROTTLED, REJECTED -> {}
    }
  }

  synchronized void settled(
      String processor, long requestedAtMillis, long cents, long feeMicroCents, long waitedMillis) {
    Processor tally = minute(requestedAtMillis).processor(processor);
    tally.settled = tally.settled.plus(new Totals(1, cents));
    tally.feeMicroCents = Math.addExact(tally.feeMicroCents, feeMicroCents);
    tally.waitedCentSeconds =
        Math.addExact(tally.waitedCentSeconds, Math.round(cents * (waitedMillis / 1e3)));
  }

  synchronized void reported(
      String processor, long atMillis, boolean failing, long minResponseMillis) {
    Processor tally = minute(atMillis).processor(processor);
    tally.reported =
        tally.reported.with(
            second(atMillis), new Seconds.State(failing, LatencyBuckets.of(minResponseMillis)));
  }

  private Minute minute(long atMillis) {
    Minute minute = minutes.computeIfAbsent(TrafficMinute.beginning(atMillis), _ -> new Minute());
    minute.changed = true;
    if (minutes.size() > MAX_MINUTES) {
      minutes.pollFirstEntry();
    }
    return minute;
  }

  private static int second(long atMillis) {
    return (int) Math.floorMod(Math.floorDiv(atMillis, 1_000L), (long) Seconds.COUNT);
  }

  /**
   * Takes what is to be added to the log, of the oldest minutes first; it counts as added then.
   *
   * @param max at most so many minutes
   */
  synchronized List<TrafficMinute> take(int max, long nowMillis) {
    List<TrafficMinute> taken = new ArrayList<>();
    minutes.forEach(
        (atMillis, minute) -> {
          if (minute.changed && taken.size() < max) {
            taken.add(minute.take(atMillis, routing));
          }
        });
    minutes
        .headMap(TrafficMinute.beginning(nowMillis) - SECONDS_KEPT_MILLIS)
        .values()
        .removeIf(minute -> !minute.changed);
    return taken;
  }

  private static final class Minute {
    private final Map<Integer, Totals> arrivals = new HashMap<>();
    private final Map<String, Processor> processors = new HashMap<>();
    private boolean changed;

    private Processor processor(String name) {
      return processors.computeIfAbsent(name, _ -> new Processor());
    }

    private TrafficMinute take(long atMillis, String routing) {
      Map<String, ProcessorMinute> taken = new HashMap<>();
      processors.forEach((name, processor) -> taken.put(name, processor.take()));
      boolean routed = taken.values().stream().anyMatch(one -> one.attemptsTotal() > 0);
      TrafficMinute minute = new TrafficMinute(atMillis, arrivals, taken, routed ? routing : "");
      arrivals.clear();
      changed = false;
      return minute;
    }
  }

  private static final class Processor {
    private final Map<AttemptResult, Long> attempts = new EnumMap<>(AttemptResult.class);
    private final Map<Integer, Long> latencies = new HashMap<>();
    private final int[] worked = new int[Seconds.COUNT];
    private final long[] workedMillis = new long[Seconds.COUNT];
    private final int[] failed = new int[Seconds.COUNT];
    private final long[] failedMillis = new long[Seconds.COUNT];
    private Totals settled = Totals.NONE;
    private long feeMicroCents;
    private long waitedCentSeconds;
    private Seconds reported = Seconds.UNKNOWN;

    private ProcessorMinute take() {
      ProcessorMinute taken =
          new ProcessorMinute(
              attempts, latencies, settled, feeMicroCents, waitedCentSeconds, tried(), reported);
      attempts.clear();
      latencies.clear();
      settled = Totals.NONE;
      feeMicroCents = 0;
      waitedCentSeconds = 0;
      reported = Seconds.UNKNOWN;
      return taken;
    }

    /** A second belongs to what most of its attempts said. */
    private Seconds tried() {
      Seconds tried = Seconds.UNKNOWN;
      for (int i = 0; i < Seconds.COUNT; i++) {
        if (worked[i] + failed[i] > 0) {
          boolean failing = failed[i] > worked[i];
          long meanMillis = failing ? failedMillis[i] / failed[i] : workedMillis[i] / worked[i];
          tried = tried.with(i, new Seconds.State(failing, LatencyBuckets.of(meanMillis)));
        }
      }
      return tried;
    }
  }
}
