package dev.rinha.cli.options;

import dev.rinha.cli.basics.TimeText;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a moment of what was typed: ISO-8601, {@code now}, or a time before now. */
public final class MomentConverter implements ITypeConverter<Instant> {

  /** What {@code description} says about such an option. */
  public static final String FORMS = "2025-07-15T12:34:56.000Z, now, or a time before now: -15m";

  private final InstantSource clock;

  /** For picocli. */
  public MomentConverter() {
    this(InstantSource.system());
  }

  MomentConverter(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String text) {
    try {
      return Instant.ofEpochMilli(TimeText.moment(text, clock.millis()));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
