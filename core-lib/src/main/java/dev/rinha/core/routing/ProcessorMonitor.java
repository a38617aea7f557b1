package dev.rinha.core.routing;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What one worker knows of one processor, learned from its own attempts and from health reports.
 *
 * <p><b>Working or down.</b> A few failures in a row make it <em>down</em>. While it is down,
 * single payments probe it at a jittered pace; a new probe need not wait for the answer to the one
 * before it (a processor that is slow as well as failing would otherwise hide its recovery for as
 * long as one answer takes), but the more are out the slower they follow, and only a handful may
 * be. The more depends on the answer the sooner it is asked: payments that go to a dearer processor
 * instead make the next probe due as well. One success makes it work again. One that refuses
 * several payments in a row is down as well: it is not the payments that are wrong then.
 *
 * <p><b>How slow.</b> What an answer takes is learned from the payments sent last: what was sent
 * before a change says nothing about the time after it. While none answers, it takes at least as
 * long as there has been silence. One that is avoided because it is slow is measured by a single
 * payment now and then.
 *
 * <p><b>How many in flight.</b> The least of three bounds. The configured one. A <em>ramp</em>
 * after a recovery, which starts small and doubles with time, not with answers: a backlog drains
 * fast but not as a stampede, and a processor that takes seconds is given rate × latency as quickly
 * as one that takes milliseconds. And a <em>ceiling</em>, found by additive increase and
 * multiplicative decrease: it falls on a 429 and when answers come close to their timeout, and
 * rises with answers while it is what holds payments back. Rejected: shrinking on every rise of the
 * latency (gradient, Vegas). A processor that becomes slower for reasons of its own looks the same
 * as one that is overloaded, and it is just then that more have to be in flight.
 *
 * <p><b>How fast.</b> Where answers take long, sends are spread over the time that one answer takes
 * (limit ÷ latency per second) with a tenth of them as burst. Filling all places at once would get
 * them back at once too, and a processor that becomes fast in between would find none free. The
 * latency that counts here is that of the payments sent last: what was sent before a change says
 * nothing about the time after it.
 *
 * <p>Not thread safe; the time is passed in, in milliseconds on a monotonic clock.
 */
public final class ProcessorMonitor {

  /** Failures in a row that make a processor count as down. */
  static final int FAILURES_TO_DOWN = 3;

  /** So many refusals in a row are about the payments; from the next one on about the processor. */
  static final int REFUSALS_BELIEVED = 3;

  /** For so long after something else has answered for it, its "not there" says nothing. */
  static final long INTERCEPTED_MILLIS = 10_000;

  /** Mean time between two probes of a processor that is down; each is jittered by half of it. */
  static final long PROBE_INTERVAL_MILLIS = 150;

  /** With so many probes out the next one follows at half the pace. */
  static final int PROBES_TO_HALF_PACE = 4;

  /** So many payments sent elsewhere instead make a probe due, times one more than are out. */
  static final int DIVERTED_PER_PROBE = 4;

  /** The most probes out at the same time. */
  static final int MAX_PROBES = 16;

  /** A health report that is older is of no use. */
  public static final long BELIEVED_MILLIS = 3_000;

  /**
   * For this long after a success only our own attempts can make the processor down: while payments
   * flow they tell as soon as a report does, and a report that contradicts them is wrong.
   */
  static final long WITNESSED_MILLIS = 1_000;

  private static final double RAMP_START = 16;
  private static final long RAMP_DOUBLES_EVERY_MILLIS = 100;
  private static final double SHRINK = 0.7;
  private static final long SHRINK_EVERY_MILLIS = 200;
  private static final double GROWTH_PER_ANSWER = 0.2;

  /** Below this, the ceiling grows by one per answer: it doubles per round trip. */
  private static final double SMALL_CEILING = 64;

  /** Part of the response timeout beyond which a rising latency shrinks the ceiling. */
  private static final double NEAR_TIMEOUT = 0.8;

  private static final double SMOOTHING = 0.1;
  private static final double PACE_SMOOTHING = 0.3;
  private static final double BURST = 0.1;

  private final ProcessorSettings settings;
  private final RandomGenerator random;
  private final AnswerTimes answerTimes = new AnswerTimes();

  private double ceiling;
  private long rampSinceMillis;
  private boolean ramping;
  private long shrinkAtMillis;
  private int inFlight;
  private int failuresInRow;
  private int refusalsInRow;
  private String lastFault = "";
  private long interceptedAtMillis = Long.MIN_VALUE / 2;
  private long executedAtMillis = Long.MIN_VALUE / 2;
  private long spokeAtMillis = Long.MIN_VALUE / 2;
  private boolean down;
  private long downSinceMillis;
  private long upSinceMillis;
  private int probesOut;
  private long nextProbeAtMillis;
  private long throttledUntilMillis;
  private double latencyMillis;
  private boolean latencyKnown;
  private double paceLatencyMillis;
  private long silentSinceMillis;
  private long lastSentAtMillis = Long.MIN_VALUE / 2;
  private int diverted;
  private final ArrayDeque<Long> outagesMillis = new ArrayDeque<>();
  private long newestAnsweredSentAtMillis = Long.MIN_VALUE;
  private double nextSendAtMillis;
  private long workedAtMillis = Long.MIN_VALUE / 2;
  private boolean paused;
  private long pausedSinceMillis;

  /** Creates one for a processor of which nothing is known yet: it counts as working. */
  public ProcessorMonitor(ProcessorSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.ceiling = settings.maxInFlight();
  }

  /** What is known beforehand. */
  public ProcessorSettings settings() {
    return settings;
  }

  /** The processor's name. */
  public String name() {
    return settings.name();
  }

  /** What made it count as down; empty while it works, paused or not. */
  public Optional<String> fault() {
    return down ? Optional.of(lastFault) : Optional.empty();
  }

  /** Whether it refuses so many payments in a row that it says nothing about them. */
  public boolean refusing() {
    return refusalsInRow > REFUSALS_BELIEVED;
  }

  /**
   * Whether something else answers for it, or did until just now, so that nobody knows who says
   * that a payment is not there.
   */
  public boolean intercepted(long nowMillis) {
    return interceptedAtMillis > executedAtMillis
        || nowMillis - interceptedAtMillis < INTERCEPTED_MILLIS;
  }

  /**
   * A payment that left then was answered by it, and not by something else in its place. What left
   * before something else began to answer may well be answered by it later.
   */
  public void spoke(long leftAtMillis) {
    spokeAtMillis = Math.max(spokeAtMillis, leftAtMillis);
  }

  /** Whether it has answered a payment that left after that. */
  public boolean spokeAfter(long millis) {
    return spokeAtMillis > millis;
  }

  /** Whether it counts as down: it fails, or it is paused. */
  public boolean down() {
    return down || paused;
  }

  /**
   * Since when it counts as down, in milliseconds on a monotonic clock; of no meaning while it
   * works.
   */
  public long downSinceMillis() {
    if (down && paused) {
      return Math.min(downSinceMillis, pausedSinceMillis);
    }
    return paused ? pausedSinceMillis : downSinceMillis;
  }

  /** Since when it works, in milliseconds since the epoch; 0 if it was never down. */
  public long upSinceMillis() {
    return upSinceMillis;
  }

  /** When it executed a payment last, in milliseconds since the epoch; negative if it never did. */
  public long workedAtMillis() {
    return workedAtMillis;
  }

  /** Whether an operator has paused it: it counts as down and is not even probed. */
  public boolean paused() {
    return paused;
  }

  /** An operator has paused it; may be called again while it is. */
  public void pause(long sinceMillis) {
    paused = true;
    pausedSinceMillis = sinceMillis;
  }

  /** No operator has it paused any more: it is taken up as after an outage. */
  public void resume(long nowMillis) {
    if (paused) {
      paused = false;
      upSinceMillis = nowMillis;
      ramping = true;
      rampSinceMillis = nowMillis;
      nextProbeAtMillis = Math.min(nextProbeAtMillis, nowMillis);
    }
  }

  /** Payments on their way to it from this worker. */
  public int inFlight() {
    return inFlight;
  }

  /** How many may be on their way now. */
  public int limit(long nowMillis) {
    if (!ramping) {
      return (int) ceiling;
    }
    double doublings = (double) (nowMillis - rampSinceMillis) / RAMP_DOUBLES_EVERY_MILLIS;
    return (int) Math.min(ceiling, RAMP_START * Math.pow(2, doublings));
  }

  /** What its last answers took, and what may be asked about those that are late. */
  public AnswerTimes answerTimes() {
    return answerTimes;
  }

  /** Smoothed latency of its answers in milliseconds; 0 before the first one. */
  public double latencyMillis() {
    return latencyMillis;
  }

  /**
   * How long a payment sent now takes to be answered, as far as is known.
   *
   * @return milliseconds; 0 while nothing is known
   */
  public long expectedLatencyMillis(long nowMillis) {
    long silenceMillis = inFlight > 0 ? nowMillis - silentSinceMillis : 0;
    return Math.max(Math.round(latencyKnown ? paceLatencyMillis : latencyMillis), silenceMillis);
  }

  /**
   * How long it takes, from when it works, until the backlog is on its way to it, and with it those
   * that arrive meanwhile. A load that it cannot keep up with is expected to last as long again as
   * the oldest has waited.
   *
   * @return milliseconds; 0 while nothing is known of its latency
   */
  public long expectedDrainMillis(Backlog backlog, long nowMillis) {
    double millisEach = expectedLatencyMillis(nowMillis) / ceiling;
    double alone = backlog.payments() * millisEach;
    double headroom = 1 - backlog.arrivalsPerSecond() / 1_000 * millisEach;
    double lasting = alone + backlog.oldestMillis();
    double drained = headroom > 0 ? Math.min(alone / headroom, lasting) : lasting;
    return Math.round(Math.max(drained, rampMillis(alone * ceiling, nowMillis)));
  }

  /** How long the ramp takes to let that much through, in payments times milliseconds. */
  private double rampMillis(double work, long nowMillis) {
    double start = down() ? RAMP_START : limit(nowMillis);
    return start >= (int) ceiling
        ? 0
        : RAMP_DOUBLES_EVERY_MILLIS
            * Math.log1p(work * Math.log(2) / (RAMP_DOUBLES_EVERY_MILLIS * start))
            / Math.log(2);
  }

  /** How long it will not take anything because it said so, in milliseconds. */
  public long throttledMillis(long nowMillis) {
    return Math.max(0, throttledUntilMillis - nowMillis);
  }

  /** How long its last outages lasted that have ended, in milliseconds. */
  public Collection<Long> endedOutagesMillis() {
    return Collections.unmodifiableCollection(outagesMillis);
  }

  /** Whether a payment may be sent to it now as a matter of course. */
  public boolean able(long nowMillis) {
    return !down
        && !paused
        && inFlight < limit(nowMillis)
        && nowMillis >= throttledUntilMillis
        && nowMillis >= nextSendAtMillis;
  }

  /** Whether it is down and a payment may be sent to find out if it still is. */
  public boolean probeDue(long nowMillis) {
    return down
        && !paused
        && roomForProbe()
        && (nowMillis >= nextProbeAtMillis || diverted >= DIVERTED_PER_PROBE * (1 + probesOut));
  }

  /** Whether operators and the bound of {@link ProcessorSettings#maxInFlight} allow one more. */
  public boolean roomForOneMore() {
    return !paused && inFlight < settings.maxInFlight();
  }

  /**
   * Whether it works but nothing was sent to it for so long that what is known of its latency may
   * not hold any more.
   */
  public boolean measurementDue(long nowMillis) {
    return able(nowMillis) && nowMillis >= measureAtMillis();
  }

  /** When its latency is to be measured again if nothing is sent to it before. */
  public long measureAtMillis() {
    return lastSentAtMillis
        + PROBE_INTERVAL_MILLIS * (PROBES_TO_HALF_PACE + inFlight) / PROBES_TO_HALF_PACE;
  }

  /** Another processor works again: what ended its outage may have ended this one. */
  public void othersWork(long nowMillis) {
    nextProbeAtMillis = Math.min(nextProbeAtMillis, nowMillis);
  }

  /** A payment that it would have been better for went elsewhere because it is down. */
  public void diverted() {
    diverted++;
  }

  /** Whether as many payments are on their way to it as may be. */
  public boolean full() {
    return inFlight >= settings.maxInFlight();
  }

  private boolean roomForProbe() {
    return probesOut < MAX_PROBES && !full();
  }

  /**
   * When to look again: the next probe, the end of a throttling, or {@link Long#MAX_VALUE} if only
   * an answer or the end of a pause can change anything.
   */
  public long changesAtMillis(long nowMillis) {
    if (paused) {
      return Long.MAX_VALUE;
    }
    if (down) {
      return roomForProbe() ? Math.max(nextProbeAtMillis, nowMillis + 1) : Long.MAX_VALUE;
    }
    if (throttledUntilMillis > nowMillis) {
      return throttledUntilMillis;
    }
    if (nextSendAtMillis > nowMillis) {
      return (long) Math.ceil(nextSendAtMillis);
    }
    return ramping ? nowMillis + RAMP_DOUBLES_EVERY_MILLIS / 10 : Long.MAX_VALUE;
  }

  /** A payment is on its way. */
  public void sent(long nowMillis) {
    answerTimes.sent();
    silentSinceMillis = inFlight == 0 ? nowMillis : silentSinceMillis;
    lastSentAtMillis = nowMillis;
    inFlight++;
    nextSendAtMillis =
        Math.max(nextSendAtMillis, nowMillis - BURST * paceLatencyMillis) + sendIntervalMillis();
    if (down) {
      probesOut++;
      diverted = 0;
      nextProbeAtMillis =
          jittered(nowMillis) + PROBE_INTERVAL_MILLIS * probesOut / PROBES_TO_HALF_PACE;
    }
  }

  /**
   * A payment that was announced by {@link #sent} did not leave after all, for no fault of the
   * processor.
   */
  public void notSent() {
    inFlight--;
    probesOut = Math.max(0, probesOut - 1);
  }

  /** An answer, or its absence. */
  public void answered(Outcome outcome, long tookMillis, long nowMillis) {
    boolean limited = inFlight >= limit(nowMillis) - 1;
    inFlight--;
    silentSinceMillis = nowMillis;
    probesOut = Math.max(0, probesOut - 1);
    switch (outcome) {
      case Outcome.Executed _ -> {
        refusalsInRow = 0;
        executedAtMillis = nowMillis;
        worked(tookMillis, limited, nowMillis);
      }
      case Outcome.Duplicate _ -> {
        if (!refusing()) {
          worked(tookMillis, limited, nowMillis);
        }
      }
      case Outcome.Rejected(int status, String detail) -> {
        refused("it refuses every payment: " + status + " " + detail, nowMillis);
        if (!refusing()) {
          worked(tookMillis, limited, nowMillis);
        }
      }
      case Outcome.Throttled throttled -> throttle(throttled.retryAfterMillis(), nowMillis);
      case Outcome.Failed(int status) -> failed("status " + status, nowMillis);
      case Outcome.NotSent(String cause) -> failed(cause, nowMillis);
      case Outcome.Unknown(String cause) -> failed(cause, nowMillis);
      case Outcome.Intercepted(String cause) -> {
        interceptedAtMillis = nowMillis;
        failed(cause + " from something on the way", nowMillis);
      }
    }
  }

  /** It refused a payment, or said that it has one that it does not have. */
  public void refused(String what, long nowMillis) {
    refusalsInRow++;
    if (refusing()) {
      fail(what, nowMillis, 1);
    }
  }

  /** An answer of it to something else than a payment makes no sense. */
  public void failed(String what, long nowMillis) {
    fail(what, nowMillis, FAILURES_TO_DOWN);
  }

  /**
   * What the processor's health endpoint said. A report that is old says nothing. That it fails is
   * believed only where our own attempts cannot tell; that it works makes the next probe due at
   * once, and it is the probe that is believed.
   *
   * @param saidAtMillis when it said so
   */
  public void reported(HealthReport report, long saidAtMillis, long nowMillis) {
    if (nowMillis - saidAtMillis <= BELIEVED_MILLIS
        && report instanceof HealthReport.Reported(boolean failing, long minResponseMillis)) {
      if (failing && !down && saidAtMillis > workedAtMillis + WITNESSED_MILLIS) {
        lastFault = "its health says so";
        goDown(nowMillis);
      } else if (!failing && down) {
        nextProbeAtMillis = Math.min(nextProbeAtMillis, nowMillis);
      }
      if (!latencyKnown) {
        latencyMillis = minResponseMillis;
      }
    }
  }

  private void worked(long tookMillis, boolean limited, long nowMillis) {
    latencyMillis =
        latencyKnown ? latencyMillis + SMOOTHING * (tookMillis - latencyMillis) : tookMillis;
    latencyKnown = true;
    answerTimes.took(tookMillis);
    workedAtMillis = nowMillis;
    failuresInRow = 0;
    if (down) {
      paceLatencyMillis = tookMillis;
    }
    pace(tookMillis, nowMillis);
    if (down) {
      down = false;
      if (outagesMillis.size() == Outages.KEPT) {
        outagesMillis.removeFirst();
      }
      outagesMillis.addLast(nowMillis - downSinceMillis);
      upSinceMillis = nowMillis;
      probesOut = 0;
      diverted = 0;
      ramping = true;
      rampSinceMillis = nowMillis;
    } else if (ramping && limit(nowMillis) >= (int) ceiling) {
      ramping = false;
    }
    if (latencyMillis > NEAR_TIMEOUT * settings.responseTimeoutMillis()) {
      shrink(nowMillis);
    } else if (limited) {
      double growth = ceiling < SMALL_CEILING ? 1 : GROWTH_PER_ANSWER;
      ceiling = Math.min(settings.maxInFlight(), ceiling + growth);
    }
  }

  private void pace(long tookMillis, long nowMillis) {
    long sentAtMillis = nowMillis - tookMillis;
    if (sentAtMillis >= newestAnsweredSentAtMillis) {
      newestAnsweredSentAtMillis = sentAtMillis;
      paceLatencyMillis += PACE_SMOOTHING * (tookMillis - paceLatencyMillis);
      nextSendAtMillis = Math.min(nextSendAtMillis, nowMillis + sendIntervalMillis());
    }
  }

  private double sendIntervalMillis() {
    return paceLatencyMillis / ceiling;
  }

  private void throttle(long retryAfterMillis, long nowMillis) {
    shrink(nowMillis);
    throttledUntilMillis =
        nowMillis + Math.clamp(retryAfterMillis, PROBE_INTERVAL_MILLIS, 10 * PROBE_INTERVAL_MILLIS);
  }

  private void shrink(long nowMillis) {
    if (nowMillis >= shrinkAtMillis) {
      ceiling = Math.max(1, Math.min(ceiling, inFlight + 1) * SHRINK);
      shrinkAtMillis = nowMillis + SHRINK_EVERY_MILLIS;
    }
  }

  private void fail(String what, long nowMillis, int failuresToDown) {
    failuresInRow++;
    if (!down && failuresInRow >= failuresToDown) {
      lastFault = what;
      goDown(nowMillis);
    }
  }

  private void goDown(long nowMillis) {
    down = true;
    downSinceMillis = nowMillis;
    probesOut = 0;
    nextProbeAtMillis = jittered(nowMillis);
  }

  private long jittered(long nowMillis) {
    return nowMillis + PROBE_INTERVAL_MILLIS / 2 + random.nextLong(PROBE_INTERVAL_MILLIS);
  }
}
