package dev.rinha.cli.dev;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.dev.BundledCluster.Node;
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

  /**
   * @param cluster where Redis is, primaries first; empty if it is one
   * @param workers how many there are
   */
  static String of(DevState state, Path data, List<Node> cluster, int workers) {
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
    if (cluster.isEmpty()) {
      text.append("  %-20s %s\n".formatted("Redis", state.redisAddress()));
    }
    cluster.forEach(node -> text.append("  %-20s %s\n".formatted(title(node), place(node))));
    if (workers > 1) {
      text.append("  %-20s %s in this process\n".formatted("workers", workers));
    }
    return text
        + """
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
        %s
        Stop with Ctrl-C; the data stay.
        """
            .formatted(
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
                flags,
                failover(cluster, state));
  }

  private static String title(Node node) {
    return node.primary() ? "Redis primary" : "Redis replica";
  }

  private static String place(Node node) {
    return "%s, process %s%s"
        .formatted(
            node.address(), node.process(), node.primary() ? "" : ", of " + node.primaryAddress());
  }

  /** How to see a server fail, and what to expect then; empty where there is one alone. */
  private static String failover(List<Node> cluster, DevState state) {
    if (cluster.isEmpty()) {
      return "";
    }
    Node first = cluster.getFirst();
    long replicas = cluster.stream().filter(node -> node.isReplicaOf(first)).count();
    boolean waits =
        replicas == 1 && !state.settings().getOrDefault("store.replicas", "0").equals("0");
    String after =
        replicas == 0
            ? "No other one has its data: payments of its partitions are answered 503, or wait,"
                + " until it is\n"
                + "started again,"
            : waits
                ? "Its replica takes over within seconds, and nothing is lost. Payments of its"
                    + " partitions are\n"
                    + "answered 503, to be repeated with the same id, until the new primary has a"
                    + " replica itself:\n"
                    + "when the killed one is started again,"
                : "A replica takes over within seconds. The killed one is its replica when it is"
                    + " started again,";
    return """

    See a primary fail, in a second terminal:
      kill -9 %s
    %s by you or by the next start of this:
      %s
    """
        .formatted(first.process(), after, first.again());
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

  static String quoted(Path data) {
    String path = data.toAbsolutePath().normalize().toString();
    return path.matches("[\\w./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
