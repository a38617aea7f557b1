package dev.rinha.core.history;

import static java.util.Objects.requireNonNull;

/**
 * What an operator says about why something was done by hand, in a form that every store can keep
 * in a {@link History}: one line, without the characters that separate steps there. Immutable.
 *
 * @param text 1 to {@link #MAX_LENGTH} characters. Commas, colons, slashes, white space and control
 *     characters become single spaces, and what is too long is cut
 */
public record Remark(String text) {

  /** The most characters that are kept. */
  public static final int MAX_LENGTH = 80;

  /**
   * @throws IllegalArgumentException if nothing is left of the text
   */
  public Remark {
    text = cut(requireNonNull(text, "text").replaceAll("[\\p{C}\\p{Z}\\s,:/]+", " ").strip());
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a reason is needed, in words");
    }
  }

  private static String cut(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    boolean insidePair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
    return text.substring(0, insidePair ? MAX_LENGTH - 1 : MAX_LENGTH).strip();
  }
}
