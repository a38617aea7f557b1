package dev.rinha.core.payment;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who has offered a payment, where that is known: a name for whoever has the same token. Immutable.
 *
 * @param text of lower-case letters, digits and dashes, such as {@code shop-2}; begins with a
 *     letter, at most 32 characters
 */
public record ClientName(String text) {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * @throws IllegalArgumentException if it is no such text
   */
  public ClientName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a name is of lower-case letters, digits and dashes, at most 32, was '" + text + "'");
    }
  }

  /** Reads a name; what is none is nobody's. */
  public static Optional<ClientName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ClientName(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
