package dev.rinha.core.summary;

import dev.rinha.core.payment.RequestedAt;

/**
 * A span of time with both ends included. Immutable.
 *
 * @param fromMillis the first millisecond, since the epoch; {@link Long#MIN_VALUE} for no bound
 * @param toMillis the last millisecond, since the epoch; {@link Long#MAX_VALUE} for no bound
 */
public record TimeWindow(long fromMillis, long toMillis) {

  /** All of time. */
  public static final TimeWindow ALL = new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if it ends before it begins
   */
  public TimeWindow {
    if (fromMillis > toMillis) {
      throw new IllegalArgumentException(
          "from must not be after to, was " + show(fromMillis) + " and " + show(toMillis));
    }
  }

  /** Whether the millisecond is in the window. */
  public boolean contains(long millis) {
    return fromMillis <= millis && millis <= toMillis;
  }

  private static String show(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? "no bound"
        : RequestedAt.text(millis);
  }
}
