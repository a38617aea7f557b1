package dev.rinha.core.engine;

import java.util.random.RandomGenerator;

/**
 * When the next step of an in-doubt payment is due, and which it is: soon at first, then ever later
 * with jitter.
 */
final class InDoubtPace {

  private static final long FIRST_STEP_MILLIS = 40;
  private static final long LONGEST_STEP_MILLIS = 5_000;
  private static final long RESEND_AFTER_AT_LEAST_MILLIS = 300;

  private static final long SECOND_LOOK_MILLIS = 1_000;
  private static final long SECOND_LOOKS_PER_BOUND = 8;

  private static final int STEPS_AS_A_TEST = 12;

  private static final int MAX_TIMEOUT_FACTOR = 3;

  private final long boundMillis;
  private final RandomGenerator random;

  InDoubtPace(long boundMillis, RandomGenerator random) {
    this.boundMillis = boundMillis;
    this.random = random;
  }

  /** When a payment of which that many steps were made is looked at again. */
  long nextStepAtMillis(int steps, long nowMillis) {
    long wait = Math.min(LONGEST_STEP_MILLIS, FIRST_STEP_MILLIS << Math.min(steps, 10));
    return nowMillis + wait / 2 + random.nextLong(wait / 2 + 1);
  }

  /**
   * When this one is looked at again. While its request may be on its way, not before there is
   * something new to learn, which is when an answer would be due, and then when it may be sent
   * again.
   */
  long nextStepAtMillis(Stage.InDoubt doubt, int steps, ProcessorMonitor monitor, long nowMillis) {
    long soon = nextStepAtMillis(steps, nowMillis);
    long lateAfterMillis = monitor.answerTimes().lateAfterMillis();
    boolean over = doubt.believedFromMillis() - monitor.settings().lookUpLagMillis() <= nowMillis;
    if (over || lateAfterMillis == 0) {
      return soon;
    }
    long dueAt = doubt.sentAtMillis() + lateAfterMillis;
    long resendAt = doubt.sentAtMillis() + patienceMillis(monitor);
    long newAt = nowMillis < dueAt ? dueAt : resendAt;
    return Math.max(soon, Math.min(newAt, nowMillis + LONGEST_STEP_MILLIS));
  }

  /**
   * From when on a processor is believed that it does not have a payment of which a request may be
   * on its way now.
   */
  long believedFromMillis(long lookUpLagMillis, long nowMillis) {
    return boundMillis == 0 ? Long.MAX_VALUE : nowMillis + boundMillis + lookUpLagMillis;
  }

  /** So long after a processor could be believed for the first time it has to say the same. */
  long secondLookMillis() {
    return boundMillis == 0
        ? SECOND_LOOK_MILLIS
        : Math.min(SECOND_LOOK_MILLIS, boundMillis / SECOND_LOOKS_PER_BOUND);
  }

  /**
   * Whether the processor would say now what it said then, that it does not have the payment: the
   * answer to the request was due by then, and that it will not come is not believed yet.
   */
  boolean saidAlready(
      Stage.InDoubt doubt, long absentAtMillis, ProcessorMonitor monitor, long nowMillis) {
    long lateAfterMillis = monitor.answerTimes().lateAfterMillis();
    return lateAfterMillis > 0
        && absentAtMillis >= doubt.sentAtMillis() + lateAfterMillis
        && nowMillis < absentAtMillis + LONGEST_STEP_MILLIS
        && nowMillis < doubt.believedFromMillis();
  }

  /**
   * Whether the request may be sent again: the last one had its time, and the processor can take
   * it. Every attempt postpones when the processor is believed not to have the payment. So it is
   * better to wait shortly before that, and one that stays down is tested with this payment for the
   * first {@value #STEPS_AS_A_TEST} steps only, some half a minute; unless it is never believed, or
   * not before it has executed something because something else has answered in its place: perhaps
   * no other payment goes there.
   */
  boolean resendDue(Stage.InDoubt doubt, ProcessorMonitor monitor, long nowMillis) {
    long untilBelievedMillis = doubt.believedFromMillis() - nowMillis;
    boolean believedSoon =
        untilBelievedMillis > 0 && untilBelievedMillis <= monitor.settings().lookUpLagMillis();
    return nowMillis - doubt.sentAtMillis() >= patienceMillis(monitor)
        && !believedSoon
        && (monitor.able(nowMillis)
            || ((mayTest(doubt) || monitor.intercepted(nowMillis)) && monitor.probeDue(nowMillis)));
  }

  /** Whether it is young enough to be sent again to a processor that may not have recovered. */
  boolean mayTest(Stage.InDoubt doubt) {
    return boundMillis == 0 || doubt.steps() < STEPS_AS_A_TEST;
  }

  private static long patienceMillis(ProcessorMonitor monitor) {
    long lateAfterMillis = monitor.answerTimes().lateAfterMillis();
    long hadItsTimeMillis =
        lateAfterMillis > 0 ? lateAfterMillis : Math.round(2 * monitor.latencyMillis());
    return Math.max(RESEND_AFTER_AT_LEAST_MILLIS, hadItsTimeMillis);
  }

  /** How long to wait for the answer to the repeated request: longer than the first time. */
  long timeoutMillis(Stage.InDoubt doubt, ProcessorMonitor monitor) {
    return monitor.settings().responseTimeoutMillis()
        * Math.min(MAX_TIMEOUT_FACTOR, 1 + doubt.steps());
  }
}
