package dev.rinha.service.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the holder of a token may do. */
public enum AccessRole {
  /** Offers payments, and asks what became of one. */
  CLIENT,
  /** Looks at everything, and changes nothing. */
  READER,
  /** Looks at everything, and acts on it. */
  OPERATOR;

  /** The word for it in settings and tokens. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words for roles. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(AccessRole::text).toList();
  }

  /**
   * Reads the word for a role.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static AccessRole of(String text) {
    for (AccessRole role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "a role is one of %s, was '%s'".formatted(String.join(", ", texts()), text));
  }

  static Range<Set<AccessRole>> setOf() {
    return new Range<>(
        "none, all, or some of " + String.join(", ", texts()) + ", separated by commas",
        text ->
            switch (text) {
              case "none" -> Set.of();
              case "all" -> Set.copyOf(EnumSet.allOf(AccessRole.class));
              default ->
                  Arrays.stream(text.split(",", -1))
                      .map(String::strip)
                      .map(AccessRole::of)
                      .collect(Collectors.toUnmodifiableSet());
            });
  }
}
