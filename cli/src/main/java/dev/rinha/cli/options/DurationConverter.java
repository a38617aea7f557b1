package dev.rinha.cli.options;

import dev.rinha.cli.basics.TimeText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a length of time of {@code 500ms}, {@code 30s}, {@code 15m}, {@code 2h} or {@code 1d}. */
public final class DurationConverter implements ITypeConverter<Duration> {

  /** For picocli. */
  public DurationConverter() {}

  @Override
  public Duration convert(String text) {
    try {
      return TimeText.duration(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
