package dev.rinha.service.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values that were given, and where. Flags win over the environment, the environment over the
 * file, the file over the defaults. An empty variable counts as not given, because that is what
 * compose files make of variables that are not set. Immutable.
 */
public final class Configuration {

  private static final String ENV_PREFIX = "RINHA_";
  private static final String DEFAULT = "default";
  private static final String OF_PROFILE = "profile=";

  /** Read by the script that starts the tool, for the JVM. */
  private static final String JAVA_OPTIONS = "RINHA_JAVA_OPTS";

  /** Values from one place. */
  private record Layer(String origin, Map<String, String> values) {}

  /**
   * A value in effect.
   *
   * @param value as text, empty if there is none, {@code (not shown)} if it is a secret, and in
   *     place of the user and password of an address
   * @param origin where it comes from: {@code flag}, the name of a variable, of the file, or {@code
   *     default}
   */
  public record Effective(String key, String value, String origin) {

    /** Whether nobody has given a value, but perhaps a profile. */
    public boolean isDefault() {
      return origin.equals(DEFAULT) || origin.startsWith(OF_PROFILE);
    }
  }

  /**
   * What can be set, for whoever helps to type it.
   *
   * @param values all that are allowed where they can be counted, else empty
   */
  public record Hint(String key, List<String> values, String description) {}

  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final Layer file;

  /** Asked last, in this order, before the setting's own default. */
  private final List<Layer> fallbacks;

  private Configuration(Map<String, String> flags, Map<String, String> environment) {
    this.flags = Map.copyOf(flags);
    this.environment = Map.copyOf(environment);
    this.file = new Layer("", Map.of());
    this.fallbacks = List.of();
  }

  private Configuration(Configuration other, Layer file, List<Layer> fallbacks) {
    this.flags = other.flags;
    this.environment = other.environment;
    this.file = file;
    this.fallbacks = List.copyOf(fallbacks);
  }

  /**
   * Collects all values. Reads the file that {@code config-file} names, if it is set.
   *
   * @param flags values from the command line, by key
   * @param environment all environment variables
   * @throws ConfigException if the file cannot be read, or a flag or a line of the file is no
   *     setting
   */
  public static Configuration load(Map<String, String> flags, Map<String, String> environment) {
    Configuration without = new Configuration(flags, environment);
    Configuration loaded =
        without
            .find(Settings.CONFIG_FILE)
            .map(path -> new Configuration(without, readFile(path.value()), List.of()))
            .orElse(without);
    loaded.requireKnownKeys();
    return loaded;
  }

  /**
   * The same with values for what nobody has named so far, neither here nor by an earlier call;
   * they win over the defaults only.
   *
   * @param origin where they come from
   * @param values by key; what is no setting is ignored
   */
  public Configuration orElse(String origin, Map<String, String> values) {
    List<Layer> all = new ArrayList<>(fallbacks);
    all.add(new Layer(origin, Map.copyOf(values)));
    return new Configuration(this, file, all);
  }

  private static Layer readFile(String path) {
    if (!Files.isReadable(Path.of(path))) {
      throw new ConfigException("config-file is '" + path + "', must be " + Range.path().allowed());
    }
    try (Reader text = Files.newBufferedReader(Path.of(path))) {
      Properties values = new Properties();
      values.load(text);
      return new Layer(
          path,
          values.stringPropertyNames().stream()
              .collect(Collectors.toUnmodifiableMap(key -> key, values::getProperty)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("config-file '" + path + "' cannot be read: " + e.getMessage());
    }
  }

  private List<Setting<?>> settings() {
    return Settings.all(get(Settings.PROCESSOR_NAMES), get(Settings.WEBHOOK_NAMES));
  }

  private void requireKnownKeys() {
    Set<String> known = new LinkedHashSet<>();
    List<Setting<?>> settings = settings();
    settings.forEach(setting -> known.add(setting.key()));
    flags.keySet().forEach(key -> requireKnown(known, key, "flag --" + key));
    settings.stream()
        .filter(setting -> flags.containsKey(setting.key()))
        .filter(setting -> setting.secret() || hasPassword(flags.get(setting.key())))
        .forEach(Configuration::refuseFlag);
    known.remove(Settings.CONFIG_FILE.key());
    file.values.keySet().forEach(key -> requireKnown(known, key, file.origin + ": " + key));
  }

  private static boolean hasPassword(@Nullable String text) {
    return text != null && !Secret.hidden(text).equals(text);
  }

  private static void refuseFlag(Setting<?> setting) {
    throw new ConfigException(
        "flag --%s would show a secret to everybody on this machine; set %s, or %s in the file of config-file"
            .formatted(setting.key(), setting.env(), setting.key()));
  }

  private static void requireKnown(Set<String> known, String key, String what) {
    if (!known.contains(key)) {
      throw new ConfigException(
          what + " is no setting" + closest(known, key) + "; see docs/configuration.md");
    }
  }

  private static String closest(Set<String> known, String key) {
    return known.stream()
        .filter(candidate -> isNear(candidate, key))
        .findFirst()
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  /** Whether two keys differ in punctuation, or in their group only. */
  private static boolean isNear(String candidate, String key) {
    String wanted = key.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
    String there = candidate.replaceAll("[^a-z0-9]", "");
    return there.equals(wanted)
        || (wanted.length() > 3 && (there.endsWith(wanted) || wanted.endsWith(there)));
  }

  /** Variables that look like ours but set nothing; most likely misspelt. */
  public List<String> unknownVariables() {
    Set<String> known = new HashSet<>(Set.of(JAVA_OPTIONS));
    settings().forEach(setting -> known.add(setting.env()));
    return environment.keySet().stream()
        .filter(variable -> variable.startsWith(ENV_PREFIX) && !known.contains(variable))
        .sorted()
        .toList();
  }

  /** Every setting with the value in effect and where it comes from. */
  public List<Effective> effective() {
    List<Effective> effective = new ArrayList<>();
    for (Setting<?> setting : settings()) {
      effective.add(
          find(setting)
              .map(found -> shown(setting, found))
              .orElse(new Effective(setting.key(), "", DEFAULT)));
    }
    return effective;
  }

  private static Effective shown(Setting<?> setting, Effective found) {
    String value = setting.secret() ? Secret.NOT_SHOWN : Secret.hidden(found.value());
    return found.isDefault() ? found : new Effective(found.key(), value, found.origin());
  }

  /** Every setting that may be a flag, with these processors and webhooks. */
  public List<Hint> hints() {
    return settings().stream()
        .filter(setting -> !setting.secret())
        .map(setting -> new Hint(setting.key(), setting.range().values(), setting.description()))
        .toList();
  }

  /**
   * The typed value of a setting.
   *
   * @throws ConfigException if it is missing or not allowed
   */
  <T> T get(Setting<T> setting) {
    Effective given =
        find(setting)
            .orElseThrow(
                () ->
                    new ConfigException(
                        setting.key() + " is not set, must be " + setting.range().allowed()));
    try {
      return setting.range().parse(given.value());
    } catch (RuntimeException e) {
      throw new ConfigException(
          setting.key()
              + " is '"
              + shown(setting, given).value()
              + "' ("
              + given.origin()
              + "), must be "
              + setting.range().allowed());
    }
  }

  /** Whether a setting was given another value than its default. */
  boolean differs(Setting<?> setting) {
    return !find(setting).map(Effective::value).equals(setting.defaultValue());
  }

  private Optional<Effective> find(Setting<?> setting) {
    String key = setting.key();
    return value(flags, key, key, "flag")
        .or(() -> value(environment, setting.env(), key, setting.env()))
        .or(() -> setting.alias().flatMap(alias -> value(environment, alias, key, alias)))
        .or(() -> value(file.values, key, key, file.origin))
        .or(
            () ->
                fallbacks.stream()
                    .flatMap(layer -> value(layer.values, key, key, layer.origin).stream())
                    .findFirst())
        .or(() -> ofProfile(setting))
        .or(() -> setting.defaultValue().map(value -> new Effective(key, value, DEFAULT)));
  }

  /** The default that the profile has in place of the setting's own. */
  private Optional<Effective> ofProfile(Setting<?> setting) {
    return Arrays.stream(Profile.values())
        .filter(profile -> profile.defaults().containsKey(setting.key()))
        .filter(profile -> get(Settings.PROFILE) == profile)
        .map(
            profile ->
                new Effective(
                    setting.key(),
                    String.valueOf(profile.defaults().get(setting.key())),
                    OF_PROFILE + profile.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private static Optional<Effective> value(
      Map<String, String> values, String name, String key, String origin) {
    return Optional.ofNullable(values.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .map(value -> new Effective(key, value, origin));
  }

  /**
   * Reads flags of the form {@code --key=value} or {@code --key value}.
   *
   * @throws ConfigException if an argument has another form
   */
  public static Map<String, String> flags(String... arguments) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      if (argument.startsWith("--") && equals >= 3) {
        flags.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else if (argument.matches("--[^=-][^=]*")
          && i + 1 < arguments.length
          && !arguments[i + 1].startsWith("--")) {
        flags.put(argument.substring(2), arguments[++i]);
      } else {
        throw new ConfigException(
            "argument '" + argument + "' must be --key=value, such as --server.port=9999");
      }
    }
    return flags;
  }
}
