package dev.rinha.service.http;

import dev.rinha.core.summary.TimeWindow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Reads two bounds, such as {@code from} and {@code to}, as a window of whole milliseconds, the
 * resolution of the record.
 *
 * <p>Finer bounds are narrowed to the milliseconds that lie within them: the first is rounded up,
 * the last down. A payment is recorded at a whole millisecond, so it is in the narrowed window
 * exactly if it is in the one that was asked for. Bounds within one millisecond may leave no
 * millisecond between them: the window is empty then, which is no error.
 */
final class WindowQuery {

  /** What a window is asked for with. */
  static final List<String> PARAMETERS = List.of("from", "to");

  private static final int MAX_LENGTH = 40;

  private WindowQuery() {}

  /**
   * Reads {@code from} and {@code to}.
   *
   * @return the window; empty if it holds no millisecond
   * @throws ProblemException if a bound is no instant, or {@code from} is after {@code to}
   */
  static Optional<TimeWindow> parse(String rawQuery) {
    return rawQuery.isEmpty()
        ? Optional.of(TimeWindow.ALL)
        : parse(new QueryParameters(rawQuery), "from", "to");
  }

  /** The same of parameters of these names. */
  static Optional<TimeWindow> parse(QueryParameters parameters, String begin, String end) {
    Optional<Instant> from = bound(parameters, begin);
    Optional<Instant> to = bound(parameters, end);
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      throw Problem.parameter(
              begin, "must not be after %s, was %s and %s".formatted(end, from.get(), to.get()))
          .toException();
    }
    long first = from.map(WindowQuery::ceilingMillis).orElse(Long.MIN_VALUE);
    long last = to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    return first <= last ? Optional.of(new TimeWindow(first, last)) : Optional.empty();
  }

  private static long ceilingMillis(Instant instant) {
    long floor = instant.toEpochMilli();
    return instant.getNano() % 1_000_000 == 0 ? floor : floor + 1;
  }

  private static Optional<Instant> bound(QueryParameters parameters, String name) {
    return parameters.single(name).map(text -> instant(name, text));
  }

  private static Instant instant(String name, String text) {
    try {
      if (text.length() <= MAX_LENGTH && !text.isEmpty() && Character.isDigit(text.charAt(0))) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeException e) {
      // Answered below, together with what was not even tried.
    }
    throw Problem.parameter(
            name,
            "must be an ISO-8601 time with offset such as 2025-07-15T12:34:56.000Z, was "
                + JsonText.excerpt(text))
        .toException();
  }
}
