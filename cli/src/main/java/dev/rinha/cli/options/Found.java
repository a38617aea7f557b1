package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import java.net.URI;
import picocli.CommandLine.TypeConversionException;

/**
 * Where something is, and who says so. Immutable.
 *
 * @param value the address as it was given
 * @param origin an option, a variable, a file, or {@code the default} and where else was looked
 */
public record Found(String value, String origin) {

  static final String DEFAULT = "the default";

  /** Whether nobody says where it is. */
  public boolean isDefault() {
    return origin.startsWith(DEFAULT);
  }

  /**
   * The address of somebody who speaks HTTP.
   *
   * @throws CommandFailure if it is none
   */
  public URI url() {
    try {
      return new UrlConverter().convert(value);
    } catch (TypeConversionException e) {
      throw new CommandFailure(origin + ": " + e.getMessage(), ExitCode.USAGE);
    }
  }

  /** For the end of a message: in brackets who says so. */
  public String because() {
    return " (" + origin + ")";
  }
}
