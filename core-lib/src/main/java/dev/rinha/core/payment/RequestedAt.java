package dev.rinha.core.payment;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** How a time is written wherever others read it. */
public final class RequestedAt {

  /** Some processors compare text: without a fraction a full second is refused. */
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  /** The last millisecond of the year 9999: later times have another text. */
  public static final long MAX_MILLIS = 253_402_300_799_999L;

  private RequestedAt() {}

  /**
   * ISO-8601 in UTC with exactly three digits of milliseconds, such as {@code
   * 2025-07-15T12:34:56.000Z}.
   *
   * @param millis milliseconds since the epoch
   */
  public static String text(long millis) {
    return MILLISECONDS.format(Instant.ofEpochMilli(millis));
  }
}
