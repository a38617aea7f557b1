package dev.rinha.core.engine;

import dev.rinha.core.routing.Outages;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether a processor works or is down, by what was seen of it.
 *
 * <p>A few failures in a row open the circuit: it is down. While it is, single payments probe it at
 * a jittered pace; a new probe need not wait for the answer to the one before it (a processor that
 * is slow as well as failing would otherwise hide its recovery for as long as one answer takes),
 * but the more are out the slower they follow, and only a handful may be. The more depends on the
 * answer the sooner it is asked: payments that go to a dearer processor instead make the next probe
 * due as well. One success closes it.
 */
final class Circuit {

  /** Failures in a row that make a processor count as down. */
  static final int FAILURES_TO_DOWN = 3;

  /** Mean time between two probes of a processor that is down; each is jittered by half of it. */
  static final long PROBE_INTERVAL_MILLIS = 150;

  /** With so many probes out the next one follows at half the pace. */
  static final int PROBES_TO_HALF_PACE = 4;

  /** So many payments sent elsewhere instead make a probe due, times one more than are out. */
  static final int DIVERTED_PER_PROBE = 4;

  /** The most probes out at the same time. */
  static final int MAX_PROBES = 16;

  private final RandomGenerator random;
  private final ArrayDeque<Long> outagesMillis = new ArrayDeque<>();
  private State state = new Closed();
  private int diverted;

  private sealed interface State {}

  /** It works. */
  private static final class Closed implements State {
    private int failuresInRow;
  }

  /** It is down. */
  private static final class Open implements State {
    private final String fault;
    private final long sinceMillis;
    private int probesOut;
    private long probeAtMillis;

    private Open(String fault, long sinceMillis, long probeAtMillis) {
      this.fault = fault;
      this.sinceMillis = sinceMillis;
      this.probeAtMillis = probeAtMillis;
    }
  }

  Circuit(RandomGenerator random) {
    this.random = random;
  }

  boolean open() {
    return state instanceof Open;
  }

  /** What opened it; empty while it is closed. */
  Optional<String> fault() {
    return state instanceof Open open ? Optional.of(open.fault) : Optional.empty();
  }

  /** Since when it is open; {@link Long#MAX_VALUE} while it is not. */
  long openSinceMillis() {
    return state instanceof Open open ? open.sinceMillis : Long.MAX_VALUE;
  }

  Collection<Long> endedOutagesMillis() {
    return Collections.unmodifiableCollection(outagesMillis);
  }

  boolean probeDue(long nowMillis) {
    return state instanceof Open open
        && open.probesOut < MAX_PROBES
        && (nowMillis >= open.probeAtMillis
            || diverted >= DIVERTED_PER_PROBE * (1 + open.probesOut));
  }

  /** When the next probe is due; {@link Long#MAX_VALUE} if only an answer can make it so. */
  long probeAtMillis() {
    return state instanceof Open open && open.probesOut < MAX_PROBES
        ? open.probeAtMillis
        : Long.MAX_VALUE;
  }

  /** There is reason to believe that it works again. */
  void probeNow(long nowMillis) {
    if (state instanceof Open open) {
      open.probeAtMillis = Math.min(open.probeAtMillis, nowMillis);
    }
  }

  /** A payment that it would have been better for went elsewhere. */
  void diverted() {
    diverted++;
  }

  void sent(long nowMillis) {
    if (state instanceof Open open) {
      open.probesOut++;
      open.probeAtMillis =
          jittered(nowMillis) + PROBE_INTERVAL_MILLIS * open.probesOut / PROBES_TO_HALF_PACE;
      diverted = 0;
    }
  }

  /** What was sent has an end, whichever. */
  void returned() {
    if (state instanceof Open open) {
      open.probesOut = Math.max(0, open.probesOut - 1);
    }
  }

  /** Answers whether it was open until now. */
  boolean worked(long nowMillis) {
    State before = state;
    state = new Closed();
    if (!(before instanceof Open open)) {
      return false;
    }
    if (outagesMillis.size() == Outages.KEPT) {
      outagesMillis.removeFirst();
    }
    outagesMillis.addLast(nowMillis - open.sinceMillis);
    diverted = 0;
    return true;
  }

  void failed(String what, long nowMillis) {
    if (state instanceof Closed closed && ++closed.failuresInRow >= FAILURES_TO_DOWN) {
      open(what, nowMillis);
    }
  }

  /** It is known to be down, however often it has failed; one that is open stays as it is. */
  void open(String fault, long nowMillis) {
    if (state instanceof Closed) {
      state = new Open(fault, nowMillis, jittered(nowMillis));
    }
  }

  private long jittered(long nowMillis) {
    return nowMillis + PROBE_INTERVAL_MILLIS / 2 + random.nextLong(PROBE_INTERVAL_MILLIS);
  }
}
