package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.wiring.StoreWiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Where the store is: the option, else what the {@link Installation} says. The one place of the
 * tool that knows which kind of store it is, but for the commands that copy one and reopen it.
 */
public final class RedisOption {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  /** What it tells operators of a service, a command says in its own words. Held for its level. */
  private static final Logger STORE_LOG = Logger.getLogger("dev.rinha.core.store");

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description =
          "Redis with the payments, or a node of a Redis Cluster, or several of them parted by"
              + " commas; rediss://HOST:PORT with TLS. User, password and certificates are the"
              + " service's redis.* settings. Default: REDIS_ADDR, else the configuration file's,"
              + " else the one of a running dev, else localhost:6379")
  private @Nullable String address;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description =
          "What the keys in Redis begin with. Default: found as the address is, else rinha")
  private @Nullable String namespace;

  @Mixin private Installation installation;

  /** Kept for messages: a dev may have ended since it was found. */
  private Found used = new Found("", Found.DEFAULT);

  /** For picocli. */
  public RedisOption() {
    this(new Installation());
  }

  RedisOption(Installation installation) {
    this.installation = installation;
  }

  /** Of that command; empty if it needs no Redis. */
  public static Optional<RedisOption> of(CommandSpec command) {
    return command.mixins().values().stream()
        .flatMap(
            mixin ->
                mixin.userObject() instanceof RedisOption option
                    ? Stream.of(option)
                    : of(mixin).stream())
        .findFirst();
  }

  /** Where everything else is. */
  public Installation installation() {
    return installation;
  }

  /**
   * Opens the store, without connecting to it yet. One that no service has made is not there, and
   * asking it anything fails: an empty one would look like health.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public SharedStore open() {
    return RedisStore.openExisting(settings());
  }

  /** A command to run next, on the same store. */
  public String next(NextCommand command, Object... values) {
    return command.line(target(), values);
  }

  /** The options that were given, for other commands to find the same store. */
  public List<String> target() {
    List<String> options = new ArrayList<>();
    Optional.ofNullable(address).ifPresent(text -> options.addAll(List.of("--redis", text)));
    Optional.ofNullable(namespace).ifPresent(text -> options.addAll(List.of("--namespace", text)));
    options.addAll(installation.target());
    return options;
  }

  /** For the end of a message: in brackets who says where the store is. */
  public String because() {
    return used.because();
  }

  /**
   * Host and port, or the URI, without user and password.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public String address() {
    return settings().address();
  }

  /**
   * What the keys begin with.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public String namespace() {
    return settings().namespace();
  }

  /**
   * Where the store is and how long to wait for it.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public RedisSettings settings() {
    STORE_LOG.setLevel(Level.SEVERE);
    ServiceConfig.Redis given = installation.redis();
    used = address == null ? installation.find("redis.address") : new Found(address, "--redis");
    RedisSettings there =
        address == null
            ? Installation.readable(() -> StoreWiring.at(given))
            : at(address, "--redis");
    Found prefix =
        namespace == null
            ? installation.find("redis.namespace")
            : new Found(namespace, "--namespace");
    return readable(prefix, there::withNamespace)
        .withCommandTimeout(PATIENCE)
        .withConnectTimeout(CONNECT_PATIENCE);
  }

  /**
   * At another address, as the same user.
   *
   * @param option who gives the address
   * @throws CommandFailure if it cannot be read, or has a password, which everybody on this machine
   *     would see
   */
  public RedisSettings at(String other, String option) {
    RedisSettings there = readable(new Found(other, option), RedisSettings::at);
    if (!there.access().password().isEmpty()) {
      throw new CommandFailure(
          option
              + " would show a password to everybody on this machine; set REDIS_PASSWORD_FILE and"
              + " RINHA_REDIS_USERNAME, or redis.password-file and redis.username in --config-file",
          ExitCode.USAGE);
    }
    ServiceConfig.Redis given = installation.redis();
    return readable(new Found(other, option), _ -> StoreWiring.with(there, given));
  }

  private static RedisSettings readable(Found found, Function<String, RedisSettings> reader) {
    try {
      return reader.apply(found.value());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(found.origin() + ": " + e.getMessage(), ExitCode.USAGE);
    }
  }
}
