package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.tls.TlsFiles;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.Configuration.Effective;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.ClientTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Finds Redis, the worker, the processors and the gateway, for every command in the same way: what
 * the command's own options name, else the environment, else the file of {@code config-file}, else
 * what a running {@code dev} has written down, else a default.
 *
 * <p>{@code --data} names a {@code dev} and is a flag: it wins over the environment and the file
 * that the environment names.
 */
public final class Installation {

  /** Where {@code dev} and {@code compose/processors.yml} have the processors. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "processors.default.url", "http://localhost:8001",
          "processors.fallback.url", "http://localhost:8002");

  private static final String DEFAULT_GATEWAY = "http://localhost:9999";

  /** A dev, and the file that says so. */
  private record Dev(String file, DevState state) {}

  private final Map<String, String> environment;
  private final List<Path> places;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data of a running dev: use what it runs, whatever the environment says. Default: this"
              + " directory, its .rinha or the launcher's, for what neither the environment nor the"
              + " configuration file says")
  private @Nullable Path data;

  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      description = "The service's file of settings, for addresses. Default: RINHA_CONFIG_FILE")
  private @Nullable String configFile;

  /** For picocli. */
  public Installation() {
    this(System.getenv(), DevState.places());
  }

  /**
   * In another surrounding.
   *
   * @param places where a {@code dev} is looked for, the first one found counts
   */
  Installation(Map<String, String> environment, List<Path> places) {
    this.environment = Map.copyOf(environment);
    this.places = List.copyOf(places);
  }

  /** The options that were given, for other commands to find the same. */
  List<String> target() {
    List<String> options = new ArrayList<>();
    Optional.ofNullable(data).ifPresent(to -> options.addAll(List.of("--data", to.toString())));
    Optional.ofNullable(configFile).ifPresent(to -> options.addAll(List.of("--config-file", to)));
    return options;
  }

  /**
   * The settings in effect.
   *
   * @throws CommandFailure if the file cannot be read, or {@code --data} names no dev
   */
  public Configuration configuration() {
    Map<String, String> flags = new HashMap<>();
    if (configFile != null) {
      flags.put("config-file", configFile);
    }
    try {
      Configuration given = Configuration.load(flags, data == null ? environment : Map.of());
      return dev()
          .map(dev -> given.orElse(dev.file(), dev.state().settings()))
          .orElse(given)
          .orElse("default", DEFAULTS);
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  /**
   * The settings in effect, each within its range.
   *
   * @throws CommandFailure if one is not
   */
  public ServiceConfig settings() {
    return readable(() -> ServiceConfig.from(configuration()));
  }

  /**
   * Where Redis is, as whom to connect, and what is believed of it.
   *
   * @throws CommandFailure if one of these is out of its range
   */
  ServiceConfig.Redis redis() {
    return readable(() -> ServiceConfig.redis(configuration()));
  }

  /**
   * Reads settings.
   *
   * @throws CommandFailure in place of a {@link ConfigException}
   */
  static <T> T readable(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  /**
   * The text of a setting, as it was given.
   *
   * @param key such as {@code redis.address}
   */
  public Found find(String key) {
    return effective().getOrDefault(key, new Found("", Found.DEFAULT));
  }

  /** Where the processors are, by name, as somebody said; not yet looked at. */
  public Map<String, Found> processors() {
    Map<String, Found> processors = new TreeMap<>();
    Map<String, Found> all = effective();
    all.forEach(
        (key, found) -> {
          if (key.startsWith("processors.") && key.endsWith(".url")) {
            processors.put(key.substring("processors.".length(), key.lastIndexOf('.')), found);
          }
        });
    return processors;
  }

  /** The worker, or the standalone service; empty if nobody says where it is. */
  public Optional<Found> worker() {
    Found host = find("worker.host");
    Found port = find("worker.port");
    Found worker =
        new Found(
            (workerTls().isPresent() ? "https://" : "http://") + host.value() + ":" + port.value(),
            host.isDefault() ? port.origin() : host.origin());
    return worker.isDefault() ? Optional.empty() : Optional.of(worker);
  }

  /** Where payments are taken: at a running dev, else at the port of the challenge. */
  public Found gateway() {
    return dev()
        .map(dev -> new Found(dev.state().url(), dev.file()))
        .orElseGet(() -> new Found(DEFAULT_GATEWAY, searched()));
  }

  /**
   * The token that a service is shown, from the file of {@code access.own-token-file}; empty if
   * nobody names one.
   *
   * @throws CommandFailure if the file cannot be read, or has no token
   */
  public Optional<String> token() {
    Found file = find("access.own-token-file");
    if (file.isDefault()) {
      return Optional.empty();
    }
    String named = "access.own-token-file '%s' (%s)".formatted(file.value(), file.origin());
    return Optional.of(TokenFile.read(named, file.value()));
  }

  /**
   * Whoever asks a service: with the token, and over {@code https} with what the settings say of
   * workers.
   *
   * @throws CommandFailure if a file cannot be used
   */
  public Web web() {
    return Web.ofServices(token(), tls());
  }

  /**
   * What is believed of a service that is asked over {@code https}, and shown to it; empty for what
   * the JDK believes.
   *
   * @throws CommandFailure if a file cannot be used
   */
  public Optional<SSLContext> tls() {
    return workerTls().filter(files -> !files.equals(TlsFiles.NONE)).map(ClientTls::context);
  }

  private Optional<TlsFiles> workerTls() {
    return readable(() -> ServiceConfig.workerTls(configuration()));
  }

  private Map<String, Found> effective() {
    Map<String, Found> effective = new HashMap<>();
    try {
      for (Effective one : configuration().effective()) {
        String origin = one.isDefault() ? searched() : one.origin();
        effective.put(one.key(), new Found(one.value(), origin));
      }
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
    return effective;
  }

  private String searched() {
    return data == null
        ? Found.DEFAULT + "; no dev runs with " + String.join(" or ", texts(places))
        : Found.DEFAULT;
  }

  private static List<String> texts(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }

  private Optional<Dev> dev() {
    if (data != null) {
      return Optional.of(named(data));
    }
    return places.stream().flatMap(place -> written(place).stream()).findFirst();
  }

  private static Dev named(Path data) {
    try {
      return DevState.read(data)
          .map(state -> new Dev(DevState.file(data).toString(), state))
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "no dev runs with --data %s: there is no %s; start one with %s"
                          .formatted(
                              data,
                              DevState.file(data),
                              NextCommand.DEV.line(List.of("--data", data.toString()))),
                      ExitCode.UNREACHABLE));
    } catch (IOException e) {
      throw new CommandFailure(
          DevState.file(data) + " cannot be read: " + FailureText.words(e), ExitCode.USAGE);
    }
  }

  private static Optional<Dev> written(Path place) {
    try {
      return DevState.read(place).map(state -> new Dev(DevState.file(place).toString(), state));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
