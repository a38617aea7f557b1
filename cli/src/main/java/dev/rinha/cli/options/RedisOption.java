package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the store is: the option, else {@code REDIS_ADDR}, else a running {@code dev}. */
public final class RedisOption {

  private static final String DEFAULT_ADDRESS = "localhost:6379";
  private static final String DEFAULT_NAMESPACE = "rinha";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description =
          "Redis with the payments. Default: REDIS_ADDR, else the one of a running dev, else "
              + DEFAULT_ADDRESS)
  private @Nullable String address;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = DEFAULT_NAMESPACE,
      description = "What the keys in Redis begin with. Default: ${DEFAULT-VALUE}")
  private String namespace = DEFAULT_NAMESPACE;

  /**
   * Opens the store, without connecting to it yet. One that no service has made is not there, and
   * asking it anything fails: an empty one would look like health.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public RedisStore open() {
    return RedisStore.openExisting(settings());
  }

  /**
   * Where the store is.
   *
   * @throws CommandFailure if the address or the namespace cannot be read
   */
  public RedisSettings settings() {
    try {
      return RedisSettings.at(address()).withNamespace(namespace).withCommandTimeout(PATIENCE);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--redis: " + e.getMessage(), ExitCode.USAGE);
    }
  }

  /** A command to run next, on the same store. */
  public String next(NextCommand command, Object... values) {
    return command.line(target(), values);
  }

  /** The options that were given, for other commands to find the same store. */
  public List<String> target() {
    List<String> options = new ArrayList<>();
    Optional.ofNullable(address).ifPresent(text -> options.addAll(List.of("--redis", text)));
    if (!namespace.equals(DEFAULT_NAMESPACE)) {
      options.addAll(List.of("--namespace", namespace));
    }
    return options;
  }

  private String address() {
    return Optional.ofNullable(address)
        .or(() -> Optional.ofNullable(System.getenv("REDIS_ADDR")).filter(text -> !text.isBlank()))
        .or(RedisOption::ofRunningDev)
        .orElse(DEFAULT_ADDRESS);
  }

  private static Optional<String> ofRunningDev() {
    try {
      return DevState.read(DevState.defaultData()).map(DevState::redisAddress);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
