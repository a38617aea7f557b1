package dev.rinha.cli.dev;

import dev.rinha.cli.basics.NextCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What {@code dev} says when it serves: where everything is, and lines to paste. */
final class StartMessage {

  private static final String USUAL_URL = "http://localhost:9999";
  private static final String USUAL_NAMESPACE = "rinha";
  private static final String PROCESSOR = "processors.";
  private static final String URL = ".url";

  private StartMessage() {}

  static String of(DevState state, Path data) {
    String url = state.url();
    StringBuilder flags = new StringBuilder();
    StringBuilder text = new StringBuilder("\nPayments are taken at  " + url + "\n");
    state
        .settings()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PROCESSOR) && key.endsWith(URL)) {
                String name = key.substring(PROCESSOR.length(), key.length() - URL.length());
                text.append("  %-20s %s\n".formatted(name + " processor", value));
                flags.append(" --processor " + name + "=" + value);
              }
            });
    UUID sample = UUID.randomUUID();
    state
        .management()
        .ifPresent(
            management -> text.append("  %-20s %s/dashboard\n".formatted("dashboard", management)));
    return text
        + """
          Redis                %s
          data                 %s

        Try it:
          curl -i %s/payments -H 'Content-Type: application/json' \\
               -d '{"correlationId": "%s", "amount": 19.90}'
          curl '%s/payments/%s?wait=5s'
          curl %s/payments-summary

        Then, in a second terminal:
          ./%s
          ./%s
        From other directories and shells: --data %s
        or, as far as a command takes them: --redis %s%s --worker %s%s

        Stop with Ctrl-C; the data stay.
        """
            .formatted(
                state.redisAddress(),
                data.toAbsolutePath().normalize(),
                url,
                sample,
                url,
                sample,
                url,
                NextCommand.BENCH.line(
                    Stream.concat(
                            url.equals(USUAL_URL) ? Stream.of() : Stream.of("--url", url),
                            found(data).stream())
                        .toList()),
                NextCommand.STATUS_WATCH.line(found(data)),
                quoted(data),
                state.redisAddress(),
                namespace(state),
                url,
                flags);
  }

  /** What a command beside the launcher needs to find these data. */
  private static List<String> found(Path data) {
    Path absolute = data.toAbsolutePath().normalize();
    return DevState.places().contains(absolute)
        ? List.of()
        : List.of("--data", absolute.toString());
  }

  private static String namespace(DevState state) {
    String namespace = state.settings().getOrDefault("redis.namespace", USUAL_NAMESPACE);
    return namespace.equals(USUAL_NAMESPACE) ? "" : " --namespace " + namespace;
  }

  private static String quoted(Path data) {
    String path = data.toAbsolutePath().normalize().toString();
    return path.matches("[\\w./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
