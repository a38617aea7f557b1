package dev.rinha.core.processor;

import java.util.regex.Pattern;

/**
 * What somebody else said, as it may stand in a line that people read: on a terminal, on a page, in
 * a log. Controls, white space and what turns the direction of a text are a space each, and it is
 * cut. Markup is left as it is: whoever writes a page escapes it.
 */
final class SaidText {

  static final int MAX_CHARS = 200;

  private static final Pattern UNFIT =
      Pattern.compile("[\\p{IsControl}\\p{IsWhite_Space}\\p{Cf}\\p{Cs}]+");

  private SaidText() {}

  static String of(String said) {
    String cut = said.substring(0, Math.min(said.length(), MAX_CHARS));
    return UNFIT.matcher(cut).replaceAll(" ").strip();
  }
}
