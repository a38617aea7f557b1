package dev.rinha.service;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads single parameters from a raw query string.
 *
 * <p>A {@code +} stays a plus, as in RFC 3986, and is not a space as in forms: the offset in {@code
 * 12:00:00+00:00} often comes unencoded, and no parameter of ours contains spaces.
 */
final class QueryParameters {

  private final String rawQuery;

  QueryParameters(String rawQuery) {
    this.rawQuery = rawQuery;
  }

  /**
   * The value of a parameter, empty if it is not there.
   *
   * @throws ProblemException if it occurs more than once or is not properly encoded
   */
  Optional<String> single(String name) {
    Optional<String> found = Optional.empty();
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decode(equals < 0 ? pair : pair.substring(0, equals), name).equals(name)) {
        if (found.isPresent()) {
          throw Problem.parameter(name, "must be given once").toException();
        }
        found = Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1), name));
      }
    }
    return found;
  }

  private static String decode(String encoded, String name) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.parameter(
              name, "cannot be read: " + JsonText.excerpt(encoded) + " is badly encoded")
          .toException();
    }
  }
}
