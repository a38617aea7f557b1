package dev.rinha.simulator;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;

/** Instants as the processor's column keeps them: whole microseconds, rounded half up. */
final class Micros {

  private static final int HALF_A_MICRO_NANOS = 500;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Micros() {}

  static Instant round(Instant instant) {
    return instant.plusNanos(HALF_A_MICRO_NANOS).truncatedTo(ChronoUnit.MICROS);
  }

  /** Microseconds since the epoch, of a rounded instant. */
  static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, round(instant));
  }

  static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * Reads an ISO-8601 date and time; without an offset it is UTC.
   *
   * @param name what the text is, for the error
   */
  static Instant parse(String name, String text) {
    Instant instant;
    try {
      instant =
          instant(
              DateTimeFormatter.ISO_DATE_TIME.parseBest(
                  text, OffsetDateTime::from, LocalDateTime::from));
    } catch (DateTimeParseException _) {
      throw malformed(name, text);
    }
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw malformed(name, text);
    }
    return round(instant);
  }

  private static Instant instant(TemporalAccessor time) {
    return time instanceof OffsetDateTime withOffset
        ? withOffset.toInstant()
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }

  private static InvalidRequest malformed(String name, String text) {
    return new InvalidRequest(
        name + " must be an ISO-8601 instant such as 2025-07-15T12:34:56.000Z, not '" + text + "'");
  }
}
