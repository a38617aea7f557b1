package dev.rinha.core.engine;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.ProcessorView;
import java.util.Collection;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What one worker knows of one processor, learned from its own attempts and from health reports.
 * Whether it works is kept by its {@link Circuit}, how many payments may be on their way by its
 * {@link InFlightLimit}, how fast they follow each other by its {@link Pacer}, whether its answers
 * are its own by its {@link Credibility}; what they take by its {@link AnswerTimes}. An operator's
 * pause lies over all of it.
 *
 * <p><b>How slow.</b> What an answer takes is learned from the payments sent last. While none
 * answers, it takes at least as long as there has been silence. One that is avoided because it is
 * slow is measured by a single payment now and then.
 *
 * <p>Not thread safe; the time is passed in, in milliseconds on a monotonic clock.
 */
public final class ProcessorMonitor implements ProcessorView {

  /**
   * For this long after a success only our own attempts can make the processor down: while payments
   * flow they tell as soon as a report does, and a report that contradicts them is wrong.
   */
  static final long WITNESSED_MILLIS = 1_000;

  private static final double SMOOTHING = 0.1;

  /** Part of the response timeout beyond which a rising latency shrinks the limit. */
  private static final double NEAR_TIMEOUT = 0.8;

  private final ProcessorSettings settings;
  private final Circuit circuit;
  private final InFlightLimit limit;
  private final Pacer pacer = new Pacer();
  private final Credibility credibility = new Credibility();
  private final AnswerTimes answerTimes = new AnswerTimes();

  private int inFlight;
  private double latencyMillis;
  private boolean latencyKnown;
  private long silentSinceMillis;
  private long lastSentAtMillis = Long.MIN_VALUE / 2;
  private long throttledUntilMillis;
  private long upSinceMillis;
  private long workedAtMillis = Long.MIN_VALUE / 2;
  private boolean paused;
  private long pausedSinceMillis;

  /** Creates one for a processor of which nothing is known yet: it counts as working. */
  ProcessorMonitor(ProcessorSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.circuit = new Circuit(random);
    this.limit = new InFlightLimit(settings.maxInFlight());
  }

  @Override
  public ProcessorSettings settings() {
    return settings;
  }

  /** What made it count as down; empty while it works, paused or not. */
  Optional<String> fault() {
    return circuit.fault();
  }

  /** Whether it refuses so many payments in a row that it says nothing about them. */
  boolean refusing() {
    return credibility.refusing();
  }

  /**
   * Whether something else answers for it, or did until just now, so that nobody knows who says
   * that a payment is not there.
   */
  boolean intercepted(long nowMillis) {
    return credibility.intercepted(nowMillis);
  }

  /**
   * A payment that left then was answered by it, and not by something else in its place. What left
   * before something else began to answer may well be answered by it later.
   */
  void spoke(long leftAtMillis) {
    credibility.spoke(leftAtMillis);
  }

  /** Whether it has answered a payment that left after that. */
  boolean spokeAfter(long millis) {
    return credibility.spokeAfter(millis);
  }

  @Override
  public boolean down() {
    return circuit.open() || paused;
  }

  @Override
  public long downSinceMillis() {
    return paused
        ? Math.min(circuit.openSinceMillis(), pausedSinceMillis)
        : circuit.openSinceMillis();
  }

  /** Since when it works; 0 if it was never down. */
  public long upSinceMillis() {
    return upSinceMillis;
  }

  /** When it executed a payment last; negative if it never did. */
  public long workedAtMillis() {
    return workedAtMillis;
  }

  @Override
  public boolean paused() {
    return paused;
  }

  /** An operator has paused it; may be called again while it is. */
  void pause(long sinceMillis) {
    paused = true;
    pausedSinceMillis = sinceMillis;
  }

  /** No operator has it paused any more: it is taken up as after an outage. */
  void resume(long nowMillis) {
    if (paused) {
      paused = false;
      upSinceMillis = nowMillis;
      limit.ramp(nowMillis);
      circuit.probeNow(nowMillis);
    }
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public int limit(long nowMillis) {
    return limit.now(nowMillis);
  }

  /** What its last answers took, and what may be asked about those that are late. */
  AnswerTimes answerTimes() {
    return answerTimes;
  }

  @Override
  public double latencyMillis() {
    return latencyMillis;
  }

  @Override
  public long expectedLatencyMillis(long nowMillis) {
    long silenceMillis = inFlight > 0 ? nowMillis - silentSinceMillis : 0;
    return Math.max(
        Math.round(latencyKnown ? pacer.latencyMillis() : latencyMillis), silenceMillis);
  }

  @Override
  public long expectedDrainMillis(Backlog backlog, long nowMillis) {
    double millisEach = expectedLatencyMillis(nowMillis) / limit.ceiling();
    double alone = backlog.payments() * millisEach;
    double headroom = 1 - backlog.arrivalsPerSecond() / 1_000 * millisEach;
    double lasting = alone + backlog.oldestMillis();
    double drained = headroom > 0 ? Math.min(alone / headroom, lasting) : lasting;
    return Math.round(
        Math.max(drained, limit.rampMillis(alone * limit.ceiling(), !down(), nowMillis)));
  }

  @Override
  public long throttledMillis(long nowMillis) {
    return Math.max(0, throttledUntilMillis - nowMillis);
  }

  @Override
  public Collection<Long> endedOutagesMillis() {
    return circuit.endedOutagesMillis();
  }

  @Override
  public boolean able(long nowMillis) {
    return !down()
        && inFlight < limit.now(nowMillis)
        && nowMillis >= throttledUntilMillis
        && pacer.ready(nowMillis);
  }

  @Override
  public boolean probeDue(long nowMillis) {
    return !paused && !full() && circuit.probeDue(nowMillis);
  }

  /** Whether operators and the bound of {@link ProcessorSettings#maxInFlight} allow one more. */
  boolean roomForOneMore() {
    return !paused && !full();
  }

  @Override
  public boolean measurementDue(long nowMillis) {
    return able(nowMillis) && nowMillis >= measureAtMillis();
  }

  /** When its latency is to be measured again if nothing is sent to it before. */
  long measureAtMillis() {
    return lastSentAtMillis
        + Circuit.PROBE_INTERVAL_MILLIS
            * (Circuit.PROBES_TO_HALF_PACE + inFlight)
            / Circuit.PROBES_TO_HALF_PACE;
  }

  /** Another processor works again: what ended its outage may have ended this one. */
  void othersWork(long nowMillis) {
    circuit.probeNow(nowMillis);
  }

  /** A payment that it would have been better for went to a dearer one. */
  void diverted() {
    circuit.diverted();
  }

  /** Whether as many payments are on their way to it as may be. */
  boolean full() {
    return inFlight >= settings.maxInFlight();
  }

  @Override
  public long changesAtMillis(long nowMillis) {
    if (paused) {
      return Long.MAX_VALUE;
    }
    if (circuit.open()) {
      return full() ? Long.MAX_VALUE : Math.max(circuit.probeAtMillis(), nowMillis + 1);
    }
    if (throttledUntilMillis > nowMillis) {
      return throttledUntilMillis;
    }
    if (!pacer.ready(nowMillis)) {
      return pacer.readyAtMillis();
    }
    return limit.ramping()
        ? nowMillis + InFlightLimit.RAMP_DOUBLES_EVERY_MILLIS / 10
        : Long.MAX_VALUE;
  }

  /** A payment is on its way. */
  void sent(long nowMillis) {
    answerTimes.sent();
    silentSinceMillis = inFlight == 0 ? nowMillis : silentSinceMillis;
    lastSentAtMillis = nowMillis;
    inFlight++;
    pacer.sent(limit.ceiling(), nowMillis);
    circuit.sent(nowMillis);
  }

  /**
   * A payment that was announced by {@link #sent} did not leave after all, for no fault of the
   * processor.
   */
  void notSent() {
    inFlight--;
    circuit.returned();
  }

  /** An answer, or its absence. */
  void answered(Outcome outcome, long tookMillis, long nowMillis) {
    boolean limited = inFlight >= limit.now(nowMillis) - 1;
    inFlight--;
    silentSinceMillis = nowMillis;
    circuit.returned();
    switch (outcome) {
      case Outcome.Executed _ -> {
        credibility.executed(nowMillis);
        worked(tookMillis, limited, nowMillis);
      }
      case Outcome.Duplicate _ -> workedUnlessRefusing(tookMillis, limited, nowMillis);
      case Outcome.Rejected(int status, String detail) -> {
        refused("it refuses every payment: " + status + " " + detail, nowMillis);
        workedUnlessRefusing(tookMillis, limited, nowMillis);
      }
      case Outcome.Throttled throttled -> throttle(throttled.retryAfterMillis(), nowMillis);
      case Outcome.Failed(int status) -> failed("status " + status, nowMillis);
      case Outcome.NotSent(String cause) -> failed(cause, nowMillis);
      case Outcome.Unknown(String cause) -> failed(cause, nowMillis);
      case Outcome.Intercepted(String cause) -> {
        credibility.interceptedAt(nowMillis);
        failed(cause + " from something on the way", nowMillis);
      }
    }
  }

  /** It refused a payment, or said that it has one that it does not have. */
  void refused(String what, long nowMillis) {
    credibility.refused();
    if (refusing()) {
      circuit.open(what, nowMillis);
    }
  }

  /** An answer of it to something else than a payment makes no sense. */
  void failed(String what, long nowMillis) {
    circuit.failed(what, nowMillis);
  }

  /**
   * What the processor's health endpoint said. A report that is old says nothing. That it fails is
   * believed only where our own attempts cannot tell; that it works makes the next probe due at
   * once, and it is the probe that is believed.
   *
   * @param saidAtMillis when it said so
   */
  void reported(HealthReport report, long saidAtMillis, long nowMillis) {
    if (nowMillis - saidAtMillis <= HealthReport.BELIEVED_MILLIS
        && report instanceof HealthReport.Reported(boolean failing, long minResponseMillis)) {
      if (!failing) {
        circuit.probeNow(nowMillis);
      } else if (saidAtMillis > workedAtMillis + WITNESSED_MILLIS) {
        circuit.open("its health says so", nowMillis);
      }
      if (!latencyKnown) {
        latencyMillis = minResponseMillis;
      }
    }
  }

  private void workedUnlessRefusing(long tookMillis, boolean limited, long nowMillis) {
    if (!refusing()) {
      worked(tookMillis, limited, nowMillis);
    }
  }

  private void worked(long tookMillis, boolean limited, long nowMillis) {
    latencyMillis =
        latencyKnown ? latencyMillis + SMOOTHING * (tookMillis - latencyMillis) : tookMillis;
    latencyKnown = true;
    answerTimes.took(tookMillis);
    workedAtMillis = nowMillis;
    if (circuit.worked(nowMillis)) {
      upSinceMillis = nowMillis;
      pacer.recovered(tookMillis);
      limit.ramp(nowMillis);
    } else {
      limit.endRampAtCeiling(nowMillis);
    }
    pacer.answered(tookMillis, limit.ceiling(), nowMillis);
    if (latencyMillis > NEAR_TIMEOUT * settings.responseTimeoutMillis()) {
      limit.shrink(inFlight, nowMillis);
    } else if (limited) {
      limit.grow();
    }
  }

  private void throttle(long retryAfterMillis, long nowMillis) {
    limit.shrink(inFlight, nowMillis);
    throttledUntilMillis =
        nowMillis
            + Math.clamp(
                retryAfterMillis,
                Circuit.PROBE_INTERVAL_MILLIS,
                10 * Circuit.PROBE_INTERVAL_MILLIS);
  }
}
