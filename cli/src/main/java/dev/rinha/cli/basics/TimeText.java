package dev.rinha.cli.basics;

import dev.rinha.core.payment.RequestedAt;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as people write them, and lengths of time as options take them. */
public final class TimeText {

  private static final String NOW = "now";
  private static final Pattern AGO = Pattern.compile("-(\\d{1,12}(?:ms|s|m|h|d))");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private TimeText() {}

  /**
   * Reads {@code 2025-07-15T12:34:56.000Z}, another ISO-8601 time with offset, {@code now}, or a
   * length of time before now such as {@code -15m}.
   *
   * @return milliseconds since the epoch
   * @throws IllegalArgumentException if it is none of these; the message says what it must be
   */
  public static long moment(String text, long nowMillis) {
    if (text.equals(NOW)) {
      return nowMillis;
    }
    Matcher ago = AGO.matcher(text);
    try {
      return ago.matches()
          ? Math.subtractExact(nowMillis, duration(ago.group(1)).toMillis())
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "must be an ISO-8601 time with offset such as 2025-07-15T12:34:56.000Z, now, or a time"
              + " before now such as -15m, was '"
              + text
              + "'",
          e);
    }
  }

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 15m}, {@code 2h} or {@code 1d}.
   *
   * @throws IllegalArgumentException if it is nothing of the kind; the message says what it must be
   */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a length of time such as 500ms, 30s, 15m, 2h or 1d, was '" + text + "'");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** ISO-8601 in UTC, always with milliseconds. */
  public static String iso(long millis) {
    return RequestedAt.text(millis);
  }
}
