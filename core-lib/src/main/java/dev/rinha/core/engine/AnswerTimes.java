package dev.rinha.core.engine;

import java.util.Arrays;

/**
 * What one processor's last answers took, and whether a question about one that is late is worth
 * its price.
 *
 * <p>An answer is late when it takes longer than all but half a percent of the last {@value #KEPT},
 * and a little longer than that while few are known. Each such question costs one of an allowance,
 * which has one more for every hundred payments sent; a question that found a payment whose answer
 * never came costs nothing. So a processor that becomes slower is asked a few times, not about
 * everything that is with it, until the quantile has followed; and over time there are at most as
 * many questions as answers were lost, and one for every hundred payments.
 *
 * <p>Not thread safe.
 */
final class AnswerTimes {

  private static final int KEPT = 512;

  /** One in so many of the answers kept may take longer without being late. */
  private static final int ONE_SLOWER_IN = 200;

  /** While fewer answers are known one is late only when it takes longer by one in so many. */
  private static final int FEW = 128;

  private static final int LONGER_BY_ONE_IN = 64;

  /** The times are sorted anew after so many answers. */
  private static final int SORTED_EVERY = 32;

  private static final double ALLOWED_PER_SEND = 0.01;
  private static final double MOST_ALLOWED = 8;

  private final long[] tookMillis = new long[KEPT];
  private long answers;
  private double allowance = MOST_ALLOWED;
  private long soonestMillis;
  private long lateAfterMillis;

  AnswerTimes() {}

  /** A payment is on its way. */
  void sent() {
    allowance = Math.min(MOST_ALLOWED, allowance + ALLOWED_PER_SEND);
  }

  /** A payment was answered. */
  void took(long millis) {
    tookMillis[(int) (answers % KEPT)] = millis;
    answers++;
    if (answers <= SORTED_EVERY || answers % SORTED_EVERY == 0) {
      long[] sorted = Arrays.copyOf(tookMillis, (int) Math.min(answers, KEPT));
      Arrays.sort(sorted);
      soonestMillis = sorted[0];
      long slowMillis = sorted[sorted.length - 1 - sorted.length / ONE_SLOWER_IN];
      lateAfterMillis =
          Math.max(1, slowMillis + (answers < FEW ? slowMillis / LONGER_BY_ONE_IN : 0));
    }
  }

  /** After how many milliseconds an answer is late; 0 while nothing is known. */
  long lateAfterMillis() {
    return lateAfterMillis;
  }

  /** What the fastest of the last answers took, in milliseconds; 0 while nothing is known. */
  long soonestMillis() {
    return soonestMillis;
  }

  /** Whether one more question may be asked. */
  boolean mayAsk() {
    return allowance >= 1;
  }

  /** A question about an answer that is late is asked. */
  void asked() {
    allowance--;
  }

  /** The answer that was asked about seems to be lost, so the question was worth it. */
  void answerLost() {
    allowance++;
  }

  /** It was not lost after all. */
  void answerCame() {
    asked();
  }
}
