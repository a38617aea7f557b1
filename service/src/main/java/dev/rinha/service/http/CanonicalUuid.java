package dev.rinha.service.http;

import java.util.UUID;

/**
 * Reads UUIDs in their one textual form, 8-4-4-4-12 hexadecimal digits of either case.
 *
 * <p>{@link UUID#fromString} also takes {@code 1-1-1-1-1}; two spellings of one id would then be
 * two payments for a client and one for us.
 */
final class CanonicalUuid {

  private static final int LENGTH = 36;

  private CanonicalUuid() {}

  /**
   * @throws IllegalArgumentException if it is none
   */
  static UUID parse(String text) {
    if (text.length() != LENGTH || !dashesInPlace(text)) {
      throw notOne(text);
    }
    long high = hex(text, 0, 8) << 32 | hex(text, 9, 13) << 16 | hex(text, 14, 18);
    long low = hex(text, 19, 23) << 48 | hex(text, 24, 36);
    return new UUID(high, low);
  }

  private static boolean dashesInPlace(String text) {
    return text.charAt(8) == '-'
        && text.charAt(13) == '-'
        && text.charAt(18) == '-'
        && text.charAt(23) == '-';
  }

  private static long hex(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw notOne(text);
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "must be a UUID such as 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3, was "
            + JsonText.excerpt(text));
  }
}
