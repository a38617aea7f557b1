package dev.rinha.simulation.schedule;

import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.TrafficSchedule.Knowledge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How one processor was in every second of a schedule, as far as is known and beyond. */
final class ObservedSeconds {

  /** For so long what was observed is taken to hold: about twice the distance of health reports. */
  private static final int HOLDS_SECONDS = 10;

  private static final long SECOND_MILLIS = 1_000;
  private static final int UNKNOWN = -1;

  /** Added to the bucket of the latency. */
  private static final int FAILING = 1 << 8;

  private static final int WORKING_AT_ONCE = 0;

  private final int[] tried;
  private final int[] told;

  private ObservedSeconds(int seconds) {
    tried = new int[seconds];
    told = new int[seconds];
    Arrays.fill(tried, UNKNOWN);
    Arrays.fill(told, UNKNOWN);
  }

  static ObservedSeconds of(
      String processor, List<TrafficMinute> minutes, long fromMillis, int seconds) {
    ObservedSeconds observed = new ObservedSeconds(seconds);
    for (TrafficMinute minute : minutes) {
      ProcessorMinute own = minute.processor(processor);
      int first = (int) ((minute.atMillis() - fromMillis) / SECOND_MILLIS);
      copy(own.tried(), observed.tried, first);
      copy(own.reported(), observed.told, first);
    }
    return observed;
  }

  private static void copy(Seconds from, int[] to, int first) {
    for (int i = 0; i < Seconds.COUNT && first + i < to.length; i++) {
      int at = first + i;
      from.at(i).ifPresent(s -> to[at] = s.latencyBucket() + (s.failing() ? FAILING : 0));
    }
  }

  /** How much is known of the first so many seconds. */
  Knowledge knowledge(int seconds) {
    long byAttempts = 0;
    long byReports = 0;
    int until = 0;
    boolean lastTried = false;
    for (int i = 0; i < seconds; i++) {
      if (tried[i] != UNKNOWN || told[i] != UNKNOWN) {
        lastTried = tried[i] != UNKNOWN;
        until = i + HOLDS_SECONDS;
      }
      byAttempts += i < until && lastTried ? 1 : 0;
      byReports += i < until && !lastTried ? 1 : 0;
    }
    return new Knowledge(byAttempts, byReports, seconds - byAttempts - byReports);
  }

  List<Phase> phases() {
    int[] states = states();
    boolean[] failing = failingWhenDone(states);
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      Phase phase = new Phase(i * SECOND_MILLIS, delayMillis(states[i]), failing[i]);
      Phase before = phases.isEmpty() ? Phase.HEALTHY : phases.getLast();
      if (phase.delayMillis() != before.delayMillis() || phase.failing() != before.failing()) {
        phases.add(phase);
      }
    }
    return phases;
  }

  /** Every second as the one nearest to it that is known. */
  private int[] states() {
    int[] states = new int[tried.length];
    int last = UNKNOWN;
    for (int i = 0; i < states.length; i++) {
      states[i] = tried[i] != UNKNOWN ? tried[i] : told[i];
      if (states[i] != UNKNOWN) {
        fill(states, last, i);
        last = i;
      }
    }
    fill(states, last, states.length);
    return states;
  }

  /** What lies between two seconds that are known; the ends may be outside. */
  private static void fill(int[] states, int last, int next) {
    boolean noNext = next == states.length;
    int before = last == UNKNOWN ? noNext ? WORKING_AT_ONCE : states[next] : states[last];
    int after = noNext ? before : states[next];
    int middle = Math.min(next, Math.max(last + HOLDS_SECONDS, (last + next + 1) / 2));
    for (int i = last + 1; i < next; i++) {
      states[i] = i < middle ? before : after;
    }
  }

  /**
   * The record says when what was sent failed; the simulated processor fails when it has held the
   * payment back.
   */
  private static boolean[] failingWhenDone(int[] states) {
    boolean[] failing = new boolean[states.length];
    int known = 0;
    for (int i = 0; i < states.length; i++) {
      int done = (int) (i + delayMillis(states[i]) / SECOND_MILLIS);
      boolean fails = states[i] >= FAILING;
      for (int at = Math.min(known, done); at <= Math.min(done, states.length - 1); at++) {
        failing[at] = fails;
      }
      known = done + 1;
    }
    return failing;
  }

  /** Without what the network of the simulation adds. */
  private static long delayMillis(int state) {
    return LatencyBuckets.middleMillis(state % FAILING) - 1;
  }
}
