package dev.rinha.service.config;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.store.OutboxEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which values a setting may have.
 *
 * @param allowed in words, to complete "must be"
 * @param values all of them where they can be counted, else empty
 * @param parser reads one; any {@link RuntimeException} means that the text is not allowed
 */
public record Range<T>(String allowed, List<String> values, Function<String, T> parser) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");
  private static final Pattern REDIS =
      Pattern.compile(
          "[A-Za-z0-9._-]+:\\d{1,5}|\\[[0-9A-Fa-f:.]+]:\\d{1,5}|rediss?://[!-~&&[^,]]+");

  private static final int MAX_SECRET = 1_024;
  private static final int MAX_SECRET_FILE_BYTES = 65_536;
  private static final Pattern URL_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*/?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  Range(String allowed, Function<String, T> parser) {
    this(allowed, List.of(), parser);
  }

  /**
   * Reads a value.
   *
   * @throws RuntimeException of any kind if the text is not allowed
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  static Range<Integer> integer(int min, int max) {
    return new Range<>(
        "a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text);
          require(min <= value && value <= max);
          return value;
        });
  }

  static Range<Long> wholeNumber(long min, long max) {
    return new Range<>(
        "a whole number from " + min + " to " + max,
        text -> {
          long value = Long.parseLong(text);
          require(min <= value && value <= max);
          return value;
        });
  }

  /** Durations such as 500ms or 30s, both ends included. */
  public static Range<Duration> duration(Duration min, Duration max) {
    return new Range<>(
        "a duration from " + show(min) + " to " + show(max) + ", such as " + examples(min, max),
        text -> {
          Duration value = text.equals("0") ? Duration.ZERO : parseDuration(text);
          require(isBetween(min, value, max));
          return value;
        });
  }

  private static boolean isBetween(Duration min, Duration value, Duration max) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  private static String examples(Duration min, Duration max) {
    return Stream.of("500ms", "30s", "5m", "1h", "720h")
        .filter(example -> isBetween(min, parseDuration(example), max))
        .limit(4)
        .collect(Collectors.joining(", "))
        .replaceFirst(", (\\w+)$", " or $1");
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches());
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static String show(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    return duration.toSeconds() % 3600 == 0 ? duration.toHours() + "h" : duration.toSeconds() + "s";
  }

  static <E extends Enum<E>> Range<E> oneOf(Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    return oneOf(names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  static Range<String> oneOf(List<String> names) {
    return oneOf(
        names,
        text -> {
          require(names.contains(text));
          return text;
        });
  }

  private static <T> Range<T> oneOf(List<String> names, Function<String, T> parser) {
    return new Range<>("one of " + String.join(", ", names), names, parser);
  }

  static Range<Boolean> trueOrFalse() {
    return new Range<>(
        "true or false",
        List.of("true", "false"),
        text -> {
          require(text.equals("true") || text.equals("false"));
          return Boolean.valueOf(text);
        });
  }

  static Range<String> name() {
    return new Range<>(
        "a name of lower-case letters, digits and dashes, at most 32",
        text -> {
          require(NAME.matcher(text).matches());
          return text;
        });
  }

  static Range<String> nameOrNone() {
    return noneOr(name(), "");
  }

  static Range<String> fileOrNone() {
    return noneOr(new Range<>("the path of a readable file", text -> text), "");
  }

  static Range<Tokens> tokens() {
    return noneOr(
        new Range<>(
            "NAME ROLE sha256:HEX, as 'rinha-cli token new' prints it; several separated by commas",
            text -> Tokens.parse(text, "access.tokens")),
        Tokens.NONE);
  }

  static Range<List<String>> names() {
    return new Range<>(
        "distinct names of lower-case letters, digits and dashes, separated by commas",
        text -> {
          List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          require(names.stream().allMatch(name -> NAME.matcher(name).matches()));
          require(names.stream().distinct().count() == names.size());
          return names;
        });
  }

  static Range<List<String>> namesOrNone() {
    return noneOr(names(), List.of());
  }

  static Range<URI> webhookUrl() {
    return new Range<>(
        "a URL such as https://shop.example/webhooks, without user, password and fragment",
        text -> {
          URI url = URI.create(text);
          require("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
          require(url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null);
          return url;
        });
  }

  static Range<WebhookSecrets> webhookSecrets() {
    return new Range<>(
        "whsec_ and 24 to 64 bytes in Base64; several separated by commas",
        text -> new WebhookSecrets(Arrays.stream(text.split(",", -1)).map(String::strip).toList()));
  }

  static Range<Set<OutboxEvent.Kind>> eventKinds() {
    String kinds =
        Arrays.stream(OutboxEvent.Kind.values())
            .map(OutboxEvent.Kind::text)
            .collect(Collectors.joining(", "));
    return new Range<>(
        "all, or some of " + kinds + ", separated by commas",
        text ->
            text.equals("all")
                ? Set.of(OutboxEvent.Kind.values())
                : Arrays.stream(text.split(",", -1))
                    .map(OutboxEvent.Kind::parse)
                    .collect(Collectors.toUnmodifiableSet()));
  }

  static Range<String> host() {
    return new Range<>(
        "a host name or an IP address",
        text -> {
          require(HOST.matcher(text).matches());
          return text;
        });
  }

  static Range<Secret> redisAddresses() {
    return new Range<>(
        "host:port, such as localhost:6379, or a URI, redis://USER:PASSWORD@HOST:PORT or rediss://"
            + " with TLS, or several parted by commas",
        text -> {
          require(Arrays.stream(text.split(",", -1)).allMatch(REDIS.asMatchPredicate()));
          return new Secret(text);
        });
  }

  static Range<String> redisUser() {
    return new Range<>(
        "a name of visible characters, at most 128",
        text -> {
          require(text.matches("[!-~]{1,128}"));
          return text;
        });
  }

  static Range<Secret> password() {
    return new Range<>(
        "none, or one line of visible characters, at most " + MAX_SECRET,
        text -> new Secret(text.equals("none") ? "" : requirePassword(text)));
  }

  /** A line break at the end does not count. */
  static Range<Secret> passwordFile() {
    return new Range<>(
        "none, or a readable file of one line of visible characters, at most " + MAX_SECRET,
        text -> new Secret(text.equals("none") ? "" : requirePassword(content(text).strip())));
  }

  private static String requirePassword(String text) {
    require(text.matches("[^\\s\\p{Cntrl}]{1," + MAX_SECRET + "}"));
    return text;
  }

  private static String content(String file) {
    try {
      Path path = Path.of(file);
      require(Files.size(path) <= MAX_SECRET_FILE_BYTES);
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Range<Optional<Path>> pemFile() {
    return new Range<>(
        "none, or a readable PEM file",
        text -> {
          require(text.equals("none") || Files.isReadable(Path.of(text)));
          return text.equals("none") ? Optional.empty() : Optional.of(Path.of(text));
        });
  }

  static Range<URI> httpUrl() {
    return new Range<>(
        "a URL such as http://localhost:8001 or https://example.org/processor-a",
        text -> {
          URI url = URI.create(text);
          require("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
          require(url.getHost() != null && url.getQuery() == null && url.getFragment() == null);
          require(url.getUserInfo() == null && URL_PATH.matcher(url.getRawPath()).matches());
          return url;
        });
  }

  static Range<RequestHeaders> headers() {
    return new Range<>(
        "none, or a line Name: value for each header, of visible ASCII characters; not one that"
            + " HTTP needs itself, such as Host",
        text -> new RequestHeaders(text.equals("none") ? Map.of() : parseHeaders(text)));
  }

  static Range<RequestHeaders> headersFile() {
    return new Range<>(
        "none, or a readable file with a line Name: value for each header, as the setting without"
            + " -file has them",
        text ->
            new RequestHeaders(
                text.equals("none") ? Map.of() : parseHeaders(content(text).strip())));
  }

  private static Map<String, String> parseHeaders(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    var allowed = HelidonProcessorClient.builder(URI.create("http://localhost"));
    for (String line : text.split("\\R", -1)) {
      int colon = line.indexOf(':');
      require(colon > 0);
      String name = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      allowed.header(name, value);
      headers.put(name, value);
    }
    return headers;
  }

  static Range<Set<Integer>> statuses() {
    return new Range<>(
        "none, or HTTP statuses from 300 to 599 without 400 and 422, separated by commas",
        text -> {
          Set<Integer> statuses =
              text.equals("none")
                  ? Set.of()
                  : Arrays.stream(text.split(",", -1))
                      .map(String::strip)
                      .map(Integer::valueOf)
                      .collect(Collectors.toUnmodifiableSet());
          for (int status : statuses) {
            require(status >= 300 && status <= 599 && status != 400 && status != 422);
          }
          return statuses;
        });
  }

  static Range<Optional<Duration>> patience() {
    Range<Duration> fixed = duration(Duration.ZERO, Duration.ofDays(365));
    return new Range<>(
        "auto, or " + fixed.allowed(),
        text -> text.equals("auto") ? Optional.empty() : Optional.of(fixed.parse(text)));
  }

  /** A value, or the word auto for one that is found out later. */
  static <T> Range<T> autoOr(Range<T> given, T auto) {
    return new Range<>(
        "auto, or " + given.allowed(), text -> text.equals("auto") ? auto : given.parse(text));
  }

  /** Empty for ever. */
  static Range<Optional<Duration>> foreverOr(Range<Duration> given) {
    return new Range<>(
        "forever, or " + given.allowed(),
        text -> text.equals("forever") ? Optional.empty() : Optional.of(given.parse(text)));
  }

  private static <T> Range<T> noneOr(Range<T> given, T none) {
    return new Range<>(
        "none, or " + given.allowed(), text -> text.equals("none") ? none : given.parse(text));
  }

  static Range<PriceOfTime> priceOfTime() {
    return new Range<>(
        "a fraction of the amount from 0.000001 to 1, such as 0.005", PriceOfTime::parse);
  }

  static Range<Fee> fee() {
    return new Range<>(
        "a fraction from 0 to 1 with at most six decimals, such as 0.05, or with fixed part,"
            + " minimum and bands, such as 0.029+0.30 min 0.50; from 100.00: 0.02",
        Fee::parse);
  }

  static Range<String> path() {
    return new Range<>("the path of a readable .properties file", text -> text);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }
}
