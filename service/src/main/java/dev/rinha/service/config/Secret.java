package dev.rinha.service.config;

import java.util.regex.Pattern;

/**
 * Something that is shown to nobody. Immutable; its text says only that.
 *
 * @param value empty if there is none
 */
public record Secret(String value) {

  /** What stands in its place. */
  public static final String NOT_SHOWN = "(not shown)";

  /**
   * Whatever stands before the last {@code @}, also where that is no address that can be read; of
   * other URLs what stands there before the path.
   */
  private static final Pattern USER =
      Pattern.compile(
          "^(?:(rediss?://)(?:.*(?=@)|:.*)|([a-z]+://)[^/]*(?=@)|(?![/(]|[a-z]+://).*(?=@))");

  /** Of a text that may be an address with user and password: the same without them. */
  static String hidden(String text) {
    return USER.matcher(text).replaceFirst("$1$2" + NOT_SHOWN);
  }

  @Override
  public String toString() {
    return NOT_SHOWN;
  }
}
