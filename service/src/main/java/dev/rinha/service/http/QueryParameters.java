package dev.rinha.service.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
   * Refuses parameters of other names: {@code FROM=} would otherwise be answered with the total.
   *
   * @throws ProblemException if there is one
   */
  void requireOnly(List<String> known) {
    for (String pair : rawQuery.split("&", -1)) {
      String name = decode(name(pair), "query");
      if (!pair.isEmpty() && !known.contains(name)) {
        String others =
            known.isEmpty()
                ? "no parameters are taken here"
                : String.join(" and ", known) + " are known";
        throw Problem.of(
                ProblemType.INVALID_PARAMETER,
                "there is no parameter " + JsonText.excerpt(name) + "; " + others)
            .about(name)
            .toException();
      }
    }
  }

  private static String name(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0 ? pair : pair.substring(0, equals);
  }

  /**
   * The value of a parameter, empty if it is not there.
   *
   * @throws ProblemException if it occurs more than once or is not properly encoded
   */
  Optional<String> single(String name) {
    Optional<String> found = Optional.empty();
    for (String pair : rawQuery.split("&", -1)) {
      String before = name(pair);
      if (decode(before, name).equals(name)) {
        if (found.isPresent()) {
          throw Problem.parameter(name, "must be given once").toException();
        }
        int value = Math.min(before.length() + 1, pair.length());
        found = Optional.of(decode(pair.substring(value), name));
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
