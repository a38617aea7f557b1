package dev.rinha.cli.dev;

import static java.util.Objects.requireNonNull;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import dev.rinha.cli.dev.BundledCluster.Node;
import dev.rinha.cli.dev.BundledCluster.Shape;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.Configuration.Effective;
import dev.rinha.service.config.Secret;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.ListeningPort;
import dev.rinha.service.lifecycle.ServiceApp;
import dev.rinha.service.lifecycle.ServiceLogging;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.wiring.StoreWiring;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code rinha-cli dev}: gateway and worker in this process, with a Redis and two simulated
 * processors unless the settings name others. Everything that was accepted is there again after a
 * restart.
 */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    customSynopsis =
        "rinha-cli dev [--port=PORT] [--data=DIR] [--shards=N [--replicas=N]] [--workers=N]"
            + " [--default-processor-port=PORT] [--fallback-processor-port=PORT] [--KEY=VALUE...]",
    description = {
      "Runs the whole system on this machine: gateway, worker, Redis, two simulated processors.",
      "With --shards its store is in a Redis Cluster, in "
          + DevCommand.PARTITIONS
          + " partitions, and it says how to see one of its servers fail.",
      "Uses REDIS_ADDR, DEFAULT_PROCESSOR_URL and FALLBACK_PROCESSOR_URL instead of its own where"
          + " set.",
      "Any setting of docs/configuration.md can be given as a flag or as a variable."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      "5:refused: a port is taken, or another dev runs with these data"
    },
    footer = {
      "  rinha-cli dev",
      "  rinha-cli dev --port 8080 --routing.price-of-time=0.02",
      "  rinha-cli dev --shards 3 --replicas 1 --workers 2"
    })
public final class DevCommand implements Callable<Integer> {

  /** Into how many the store of a cluster is parted. */
  static final int PARTITIONS = 16;

  private static final String REDIS = "redis.address";
  private static final String ONE_REDIS = "redis";
  private static final int MOST_WORKERS = 16;

  /** A processor that is simulated unless the settings name a real one. */
  private record Stand(String name, int port, String fee) {

    String key() {
      return "processors." + name + ".url";
    }

    /** What it promises about its answers, as the challenge's processor does. */
    List<Map.Entry<String, String>> promises() {
      return List.of(
          Map.entry("processors." + name + ".look-up-lag", "0"),
          Map.entry("processors." + name + ".failed-statuses", "500"));
    }

    String option() {
      return "--" + name + "-processor-port";
    }
  }

  /** What of the settings other commands need, to find everything. */
  private static final Pattern PARTS =
      Pattern.compile(
          "environment|management\\.(host|tls\\..*)|server\\.tls\\..*|redis\\.(address|namespace)"
              + "|worker\\.(trust|client)-.*|store\\..*|processors\\..*");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      description = "Port of the gateway, 0 for a free one. Default: PORT, else 9999")
  private @Nullable Integer port;

  @Option(
      names = "--default-processor-port",
      paramLabel = "PORT",
      defaultValue = "8001",
      description =
          "Port of the simulated default processor, 0 for a free one. Default: ${DEFAULT-VALUE}")
  private int defaultPort;

  @Option(
      names = "--fallback-processor-port",
      paramLabel = "PORT",
      defaultValue = "8002",
      description =
          "Port of the simulated fallback processor, 0 for a free one. Default: ${DEFAULT-VALUE}")
  private int fallbackPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where everything is kept. Default: .rinha beside the launcher; with --shards"
              + " .rinha/cluster")
  private @Nullable Path data;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Run a Redis Cluster of so many primaries, 3 or more, instead of one Redis")
  private @Nullable Integer shards;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description =
          "Replicas of each primary; of more than none, one must have each write. Default: 1")
  private @Nullable Integer replicas;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many workers execute payments, all in this process. Default: ${DEFAULT-VALUE}")
  private int workers;

  @Unmatched private final List<String> settings = new ArrayList<>();

  private final Deque<Runnable> stops = new ArrayDeque<>();
  private List<ServiceApp> serving = List.of();

  /** Kept because the lock ends when its channel is collected. */
  private @Nullable FileLock lock;

  @Override
  public Integer call() throws Exception {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw new CommandFailure(
          "--workers must be from 1 to %s, was %s".formatted(MOST_WORKERS, workers),
          ExitCode.USAGE);
    }
    Optional<Shape> shape = shape();
    Path usual = shape.isPresent() ? DevState.defaultClusterData() : DevState.defaultData();
    Path directory = data == null ? usual : data;
    Thread hook = new Thread(this::stopOnTermination, "stop-dev");
    try {
      lock(directory);
      Runtime.getRuntime().addShutdownHook(hook);
      requireDataOf(shape, directory);
      Optional<Integer> failure = start(directory, shape);
      if (failure.isPresent()) {
        return failure.get() == ServiceProcess.EXIT_FAILED ? ExitCode.UNREACHABLE : failure.get();
      }
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot use " + directory + ": " + FailureText.words(e) + "; choose another with --data",
          ExitCode.USAGE);
    }
  }

  /** Empty for one Redis. */
  private Optional<Shape> shape() {
    if (shards != null) {
      return Optional.of(new Shape(shards, replicas == null ? 1 : replicas));
    }
    if (replicas != null) {
      throw new CommandFailure(
          "--replicas %s is for a Redis Cluster: give --shards 3 with it".formatted(replicas),
          ExitCode.USAGE);
    }
    return Optional.empty();
  }

  /** The processors, too, know the payments of one store only. */
  private static void requireDataOf(Optional<Shape> shape, Path directory) throws IOException {
    Optional<Shape> there = Shape.of(directory);
    String other = ", or choose other data with --data";
    if (there.isPresent() && !there.equals(shape)) {
      throw new CommandFailure(
          "%s has the data of a Redis Cluster: start it with %s%s"
              .formatted(directory, there.get().options(), other),
          ExitCode.USAGE);
    }
    if (shape.isPresent() && Files.exists(directory.resolve(ONE_REDIS))) {
      throw new CommandFailure(
          "%s has the data of one Redis: start it without --shards%s".formatted(directory, other),
          ExitCode.USAGE);
    }
  }

  /** Starts what nobody else provides, and the service with it. */
  private Optional<Integer> start(Path directory, Optional<Shape> shape) {
    Map<String, String> flags = new TreeMap<>(Configuration.flags(settings.toArray(String[]::new)));
    flags.put("mode", "standalone");
    if (port != null) {
      flags.put("server.port", port.toString());
    }
    Configuration given = forThisMachine(flags);
    ServiceConfig config = ServiceConfig.from(given);
    ServiceLogging.write(config.logFormat());
    if (shape.isPresent()) {
      requireNoRedis(given);
    }
    requireFreePorts(config);
    Set<String> missing =
        given.effective().stream()
            .filter(Effective::isDefault)
            .map(Effective::key)
            .collect(Collectors.toSet());
    stands().stream()
        .filter(stand -> missing.contains(stand.key()))
        .forEach(
            stand -> {
              flags.put(stand.key(), simulate(stand, directory));
              stand.promises().stream()
                  .filter(promise -> missing.contains(promise.getKey()))
                  .forEach(promise -> flags.put(promise.getKey(), promise.getValue()));
            });
    List<Node> cluster = shape.map(one -> start(one, directory, flags, missing)).orElse(List.of());
    if (cluster.isEmpty() && missing.contains(REDIS)) {
      BundledRedis redis = BundledRedis.start(directory.resolve(ONE_REDIS));
      stops.push(redis::close);
      flags.put(REDIS, redis.address());
    }
    List<ServiceApp> apps = new ArrayList<>();
    Optional<Integer> failure = serve(flags, apps);
    for (int i = 1; i < workers && failure.isEmpty(); i++) {
      failure = serve(another(flags, config), apps);
    }
    if (failure.isEmpty()) {
      serving(apps);
      apps.forEach(ServiceApp::awaitWarm); // What is printed works from then on.
      tell(apps.getFirst(), directory, Configuration.load(flags, System.getenv()), cluster);
    }
    return failure;
  }

  /** Open, and reached from nowhere else, unless the settings say otherwise. */
  private static Configuration forThisMachine(Map<String, String> flags) {
    Map<String, String> usual = Map.of("profile", "challenge", "server.host", "127.0.0.1");
    Configuration.load(flags, System.getenv()).effective().stream()
        .filter(Effective::isDefault)
        .map(Effective::key)
        .filter(usual::containsKey)
        .forEach(key -> flags.put(key, requireNonNull(usual.get(key))));
    return Configuration.load(flags, System.getenv());
  }

  private List<Node> start(
      Shape shape, Path directory, Map<String, String> flags, Set<String> missing) {
    List<Node> cluster = BundledCluster.start(directory, shape, redis -> stops.push(redis::close));
    flags.put(REDIS, cluster.stream().map(Node::address).collect(Collectors.joining(",")));
    Map.of("store.partitions", PARTITIONS, "store.replicas", Math.min(1, shape.replicas()))
        .forEach(
            (key, value) -> {
              if (missing.contains(key)) {
                flags.put(key, value.toString());
              }
            });
    return cluster;
  }

  private Optional<Integer> serve(Map<String, String> flags, List<ServiceApp> apps) {
    return new ServiceProcess(new StoreWiring(), System.err)
        .start(
            flags.entrySet().stream()
                .map(flag -> "--" + flag.getKey() + "=" + flag.getValue())
                .toArray(String[]::new),
            System.getenv(),
            app -> {
              stoppedAtTheEnd(app);
              apps.add(app);
            });
  }

  /** What another worker is told, beside the first one. */
  private static Map<String, String> another(Map<String, String> flags, ServiceConfig config) {
    Map<String, String> other = new TreeMap<>(flags);
    other.put("mode", "worker");
    other.put("server.port", "0");
    other.put("management.port", config.management().isPresent() ? "0" : "none");
    return other;
  }

  private static void requireNoRedis(Configuration given) {
    given.effective().stream()
        .filter(one -> one.key().equals(REDIS) && !one.isDefault())
        .findFirst()
        .ifPresent(
            one -> {
              throw new CommandFailure(
                  "--shards starts a Redis Cluster, and redis.address (%s) names a Redis at %s: leave one of them out"
                      .formatted(one.origin(), one.value()),
                  ExitCode.USAGE);
            });
  }

  /** Asked before anything is started. */
  private static void requireFreePorts(ServiceConfig config) {
    requireFreePort(config.server().host(), config.server().port(), "--port");
    config
        .management()
        .filter(ServiceConfig.Management::fixed)
        .ifPresent(address -> requireFreePort(address.host(), address.port(), "--management.port"));
  }

  private static void requireFreePort(String host, int port, String option) {
    ListeningPort.complaint(host, port)
        .ifPresent(
            complaint -> {
              throw new CommandFailure(
                  complaint + "; stop what listens there, or choose another with " + option,
                  ExitCode.REFUSED);
            });
  }

  private List<Stand> stands() {
    return List.of(
        new Stand("default", defaultPort, "0.05"), new Stand("fallback", fallbackPort, "0.15"));
  }

  private String simulate(Stand stand, Path directory) {
    try {
      ProcessorSimulator simulator =
          ProcessorSimulator.builder()
              .port(stand.port())
              .fee(stand.fee())
              .journal(directory.resolve("processor-" + stand.name() + ".journal"))
              .start();
      stops.push(simulator::close);
      return simulator.url();
    } catch (RuntimeException e) {
      throw new CommandFailure(
          "no %s processor: %s; stop what is in the way, choose another port with %s, or use a processor of your own with %s_PROCESSOR_URL"
              .formatted(
                  stand.name(),
                  e.getMessage(),
                  stand.option(),
                  stand.name().toUpperCase(Locale.ROOT)),
          ExitCode.REFUSED);
    }
  }

  private synchronized void stoppedAtTheEnd(ServiceApp app) {
    stops.push(app::close);
  }

  private synchronized void serving(List<ServiceApp> apps) {
    serving = List.copyOf(apps);
  }

  private synchronized void tell(
      ServiceApp app, Path directory, Configuration configuration, List<Node> cluster) {
    Map<String, String> parts = new TreeMap<>();
    configuration.effective().stream()
        .filter(one -> PARTS.matcher(one.key()).matches())
        .forEach(one -> parts.put(one.key(), one.value().replace(Secret.NOT_SHOWN + "@", "")));
    parts.put("worker.host", "localhost");
    parts.put("worker.port", Integer.toString(app.port()));
    app.managementPort()
        .ifPresent(management -> parts.put("management.port", Integer.toString(management)));
    DevState state =
        new DevState(DevState.scheme(parts, "server") + "localhost:" + app.port(), parts);
    try {
      state.write(directory);
      stops.push(() -> forget(directory));
    } catch (IOException e) {
      throw new CommandFailure("cannot write to " + directory, ExitCode.INTERNAL_ERROR);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(StartMessage.of(state, directory, cluster, workers));
    out.flush();
  }

  private static void forget(Path directory) {
    try {
      DevState.remove(directory);
    } catch (IOException e) {
      // It is overwritten by the next start.
    }
  }

  /** Held until the process ends, however it ends. */
  private void lock(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      String where = DevState.read(directory).map(state -> " at " + state.url()).orElse("");
      throw new CommandFailure(
          "another rinha-cli dev runs with these data"
              + where
              + "; stop it, or choose other --data",
          ExitCode.REFUSED);
    }
  }

  /**
   * Last started, first stopped: the gateway before Redis before the processors. Makes 0 of the
   * exit code, as {@code serve} does, unless the process ends because it could not start.
   */
  private synchronized void stopOnTermination() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
    if (!serving.isEmpty()) {
      spec.commandLine().getOut().flush();
      Runtime.getRuntime()
          .halt(serving.stream().mapToInt(ServiceProcess::exitCode).max().orElseThrow());
    }
  }
}
