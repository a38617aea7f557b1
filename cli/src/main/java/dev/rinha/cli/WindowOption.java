package dev.rinha.cli;

import dev.rinha.core.summary.TimeWindow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A window of time, both ends included, to the millisecond. */
public final class WindowOption {

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First moment, such as 2025-07-15T12:34:56.000Z. Default: the beginning")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Last moment. Default: now and later")
  private @Nullable String to;

  /** The window that was asked for. */
  public TimeWindow window() {
    try {
      return new TimeWindow(
          from == null ? Long.MIN_VALUE : millis("--from", from),
          to == null ? Long.MAX_VALUE : millis("--to", to));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  private static long millis(String option, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException e) {
      throw new CommandFailure(
          option
              + " must be an ISO-8601 time with offset such as 2025-07-15T12:34:56.000Z, was '"
              + text
              + "'",
          ExitCode.USAGE);
    }
  }
}
