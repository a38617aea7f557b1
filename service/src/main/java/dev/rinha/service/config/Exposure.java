package dev.rinha.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** To whom a process is open at the addresses where it would listen. */
public final class Exposure {

  private Exposure() {}

  /**
   * Lets nothing begin that others reach and nobody has decided about.
   *
   * @throws ConfigException in profile standard, if it would listen on an address that others
   *     reach, and neither a token nor an open role says for whom
   */
  public static void requireDecided(ServiceConfig config) {
    ServiceConfig.Access access = config.access();
    List<String> reached = reachedByOthers(config);
    if (access.profile() == Profile.STANDARD
        && access.tokens().isEmpty()
        && access.open().isEmpty()
        && !reached.isEmpty()) {
      throw new ConfigException(
          "%s, where others reach it, and nobody has a token: name some with access.tokens-file"
                  .formatted(String.join(" and ", reached))
              + " ('rinha-cli token new' makes one), or open it on purpose with access.open=all or"
              + " profile=challenge");
    }
  }

  private static List<String> reachedByOthers(ServiceConfig config) {
    List<String> reached = new ArrayList<>();
    if (!Address.isLoopback(config.server().host())) {
      reached.add("server.host is " + config.server().host());
    }
    config
        .management()
        .map(ServiceConfig.Management::host)
        .filter(host -> !Address.isLoopback(host))
        .ifPresent(host -> reached.add("management.host is " + host));
    return reached;
  }

  /** What is to be said at the start: that nobody can do anything, or who needs no token. */
  public static Optional<String> remark(ServiceConfig config) {
    ServiceConfig.Access access = config.access();
    if (access.tokens().isEmpty() && access.open().isEmpty()) {
      return Optional.of(
          "nobody has a token, so only /healthz and /openapi are answered: name some with"
              + " access.tokens-file ('rinha-cli token new' makes one), or open it with"
              + " access.open=all or profile=challenge");
    }
    if (!access.open().isEmpty()) {
      return Optional.of(
          "open without a token for whoever reaches %s: %s (%s)"
              .formatted(config.server().host(), roles(access), origin(access)));
    }
    return Optional.empty();
  }

  private static String roles(ServiceConfig.Access access) {
    return access.isOpen()
        ? "everything, purge included"
        : access.open().stream()
            .sorted()
            .map(AccessRole::text)
            .collect(Collectors.joining(", ", "what these may do: ", ""));
  }

  private static String origin(ServiceConfig.Access access) {
    return access.profile() == Profile.CHALLENGE && access.isOpen()
        ? "profile=challenge"
        : "access.open";
  }
}
