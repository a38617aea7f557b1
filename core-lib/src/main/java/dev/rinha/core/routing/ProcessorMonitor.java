package dev.rinha.core.routing;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.random.RandomGenerator;

/**
 * What one worker knows of one processor, learned from its own attempts and from health reports.
 *
 * <p><b>Working or down.</b> A few failures in a row make it <em>down</em>. While it is down,
 * single payments probe it at a jittered pace; a new probe need not wait for the answer to the one
 * before it (a processor that is slow as well as failing would otherwise hide its recovery for as
 * long as one answer takes), but only a handful may be out. One success makes it work again.
 *
 * <p><b>How many in flight.</b> Additive increase, multiplicative decrease, where the increase is
 * one per success while the limit is what holds payments back: that doubles the limit per round
 * trip, so that the number in flight reaches rate × latency within a few round trips whatever the
 * latency is. After a recovery it starts small again, so a backlog drains fast but not as a
 * stampede. A 429 lowers it at once.
 *
 * <p>Not thread safe; the time is passed in, in milliseconds since the epoch.
 */
public final class ProcessorMonitor {

  /** Failures in a row that make a processor count as down. */
  static final int FAILURES_TO_DOWN = 3;

  /** Mean time between two probes of a processor that is down; each is jittered by half of it. */
  static final long PROBE_INTERVAL_MILLIS = 150;

  /** The most probes out at the same time. */
  static final int MAX_PROBES = 4;

  private static final double INITIAL_LIMIT = 64;
  private static final double LIMIT_AFTER_RECOVERY = 16;
  private static final double SHRINK = 0.7;
  private static final double SMOOTHING = 0.1;

  private final ProcessorSettings settings;
  private final RandomGenerator random;

  private double limit;
  private int inFlight;
  private int failuresInRow;
  private boolean down;
  private int probesOut;
  private long nextProbeAtMillis;
  private long throttledUntilMillis;
  private double latencyMillis;
  private boolean latencyKnown;

  /** Creates one for a processor of which nothing is known yet: it counts as working. */
  public ProcessorMonitor(ProcessorSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.limit = Math.min(INITIAL_LIMIT, settings.maxInFlight());
  }

  /** What is known beforehand. */
  public ProcessorSettings settings() {
    return settings;
  }

  /** The processor's name. */
  public String name() {
    return settings.name();
  }

  /** Whether it counts as down. */
  public boolean down() {
    return down;
  }

  /** Payments on their way to it from this worker. */
  public int inFlight() {
    return inFlight;
  }

  /** How many may be on their way now. */
  public int limit() {
    return (int) limit;
  }

  /** Smoothed latency of its answers in milliseconds; 0 before the first one. */
  public double latencyMillis() {
    return latencyMillis;
  }

  /** Whether a payment may be sent to it now as a matter of course. */
  public boolean able(long nowMillis) {
    return !down && inFlight < limit() && nowMillis >= throttledUntilMillis;
  }

  /** Whether it is down and a payment may be sent to find out if it still is. */
  public boolean probeDue(long nowMillis) {
    return down && probesOut < MAX_PROBES && nowMillis >= nextProbeAtMillis;
  }

  /**
   * When to look again: the next probe, the end of a throttling, or {@link Long#MAX_VALUE} if only
   * an answer can change anything.
   */
  public long changesAtMillis(long nowMillis) {
    if (down) {
      return probesOut < MAX_PROBES ? Math.max(nextProbeAtMillis, nowMillis + 1) : Long.MAX_VALUE;
    }
    return throttledUntilMillis > nowMillis ? throttledUntilMillis : Long.MAX_VALUE;
  }

  /** A payment is on its way. */
  public void sent(long nowMillis) {
    inFlight++;
    if (down) {
      probesOut++;
      nextProbeAtMillis = jittered(nowMillis);
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
    boolean limited = inFlight >= limit() - 1;
    inFlight--;
    probesOut = Math.max(0, probesOut - 1);
    switch (outcome) {
      case Outcome.Executed _, Outcome.Duplicate _, Outcome.Rejected _ ->
          worked(tookMillis, limited);
      case Outcome.Throttled throttled -> throttle(throttled.retryAfterMillis(), nowMillis);
      case Outcome.Failed _, Outcome.NotSent _, Outcome.Unknown _ -> failed(nowMillis);
    }
  }

  /** What the processor's health endpoint said. */
  public void reported(HealthReport report, long nowMillis) {
    if (report instanceof HealthReport.Reported(boolean failing, long minResponseMillis)) {
      if (failing && !down) {
        goDown(nowMillis);
      } else if (!failing && down) {
        nextProbeAtMillis = Math.min(nextProbeAtMillis, nowMillis);
      }
      if (!latencyKnown) {
        latencyMillis = minResponseMillis;
      }
    }
  }

  private void worked(long tookMillis, boolean limited) {
    latencyMillis =
        latencyKnown ? latencyMillis + SMOOTHING * (tookMillis - latencyMillis) : tookMillis;
    latencyKnown = true;
    failuresInRow = 0;
    if (down) {
      down = false;
      probesOut = 0;
      limit = Math.min(LIMIT_AFTER_RECOVERY, settings.maxInFlight());
    } else if (limited) {
      limit = Math.min(settings.maxInFlight(), limit + 1);
    }
  }

  private void throttle(long retryAfterMillis, long nowMillis) {
    limit = Math.max(1, Math.min(limit, inFlight + 1) * SHRINK);
    throttledUntilMillis =
        nowMillis + Math.clamp(retryAfterMillis, PROBE_INTERVAL_MILLIS, 10 * PROBE_INTERVAL_MILLIS);
  }

  private void failed(long nowMillis) {
    failuresInRow++;
    if (!down && failuresInRow >= FAILURES_TO_DOWN) {
      goDown(nowMillis);
    }
  }

  private void goDown(long nowMillis) {
    down = true;
    probesOut = 0;
    nextProbeAtMillis = jittered(nowMillis);
  }

  private long jittered(long nowMillis) {
    return nowMillis + PROBE_INTERVAL_MILLIS / 2 + random.nextLong(PROBE_INTERVAL_MILLIS);
  }
}
