package dev.rinha.service.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that can be set. Immutable.
 *
 * @param key the one name: lower-case, dashed, dotted
 * @param alias a further environment variable, one of the names the challenge gave
 * @param defaultValue as text; empty if there is none and a value must be given
 * @param description what it does, one sentence
 * @param secret whether its value is shown to nobody, and not taken from a flag, which everybody on
 *     the machine can read
 */
record Setting<T>(
    String key,
    Optional<String> alias,
    Optional<String> defaultValue,
    Range<T> range,
    String description,
    boolean secret) {

  private static final String NAME_PLACE = "{name}";

  static <T> Setting<T> of(String key, String defaultValue, Range<T> range, String description) {
    return new Setting<>(
        key, Optional.empty(), Optional.of(defaultValue), range, description, false);
  }

  Setting<T> orEnv(String variable) {
    return new Setting<>(key, Optional.of(variable), defaultValue, range, description, secret);
  }

  Setting<T> withDefault(Optional<String> value) {
    return new Setting<>(key, alias, value, range, description, secret);
  }

  Setting<T> notShown() {
    return new Setting<>(key, alias, defaultValue, range, description, true);
  }

  /** The environment variable derived from the key. */
  String env() {
    return "RINHA_" + upper(key);
  }

  /** For a setting that exists once per processor: the one of a certain processor. */
  Setting<T> of(String processor) {
    return new Setting<>(
        key.replace(NAME_PLACE, processor),
        alias.map(variable -> variable.replace(upper(NAME_PLACE), upper(processor))),
        defaultValue.map(value -> value.replace(NAME_PLACE, processor)),
        range,
        description,
        secret);
  }

  private static String upper(String text) {
    return text.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
