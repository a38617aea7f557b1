package dev.rinha.cli.basics;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How the id of a payment is written: in full, which {@link UUID#fromString} does not insist on.
 */
public final class CorrelationId {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private CorrelationId() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it has another form; the message says which it must have
   */
  public static UUID parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the correlation id must be a UUID such as 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3, was '"
              + text
              + "'");
    }
    return UUID.fromString(text);
  }
}
