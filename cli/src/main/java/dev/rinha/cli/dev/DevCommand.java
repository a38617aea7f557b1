package dev.rinha.cli.dev;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Trouble;
import dev.rinha.service.ServiceApp;
import dev.rinha.service.ServiceProcess;
import dev.rinha.service.StoreWiring;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code rinha-cli dev}: gateway and worker in this process, with a Redis and two simulated
 * processors unless the environment names others. Everything that was accepted is there again after
 * a restart.
 */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    customSynopsis = "rinha-cli dev [--port=PORT] [--data=DIR] [--KEY=VALUE...]",
    description = {
      "Runs the whole system on this machine: gateway, worker, Redis, two simulated processors.",
      "Uses REDIS_ADDR, DEFAULT_PROCESSOR_URL and FALLBACK_PROCESSOR_URL instead of its own where"
          + " set.",
      "Any setting of docs/configuration.md can be given as a flag or as a variable."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {"  rinha-cli dev", "  rinha-cli dev --port 8080 --routing.patience=5s"})
public final class DevCommand implements Callable<Integer> {

  /** A simulated processor unless the environment names a real one. */
  private record Stand(String name, int port, String fee) {

    String variable() {
      return name.toUpperCase(Locale.ROOT) + "_PROCESSOR_URL";
    }
  }

  private static final List<Stand> STANDS =
      List.of(new Stand("default", 8001, "0.05"), new Stand("fallback", 8002, "0.15"));

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      defaultValue = "9999",
      description = "Port of the gateway. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept. Default: .rinha beside the launcher")
  private @Nullable Path data;

  @Unmatched private final List<String> settings = new ArrayList<>();

  private final Deque<Runnable> stops = new ArrayDeque<>();
  private boolean started;

  /** Kept because the lock ends when its channel is collected. */
  private @Nullable FileLock lock;

  @Override
  public Integer call() throws Exception {
    Path directory = data == null ? DevState.defaultData() : data;
    Thread hook = new Thread(this::stopOnTermination, "stop-dev");
    try {
      lock(directory);
      Runtime.getRuntime().addShutdownHook(hook);
      Optional<Integer> failure = start(directory);
      if (failure.isPresent()) {
        return failure.get();
      }
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot use " + directory + ": " + Trouble.words(e) + "; choose another with --data",
          ExitCode.USAGE);
    }
  }

  private Optional<Integer> start(Path directory) throws IOException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (environment.getOrDefault("REDIS_ADDR", "").isBlank()) {
      BundledRedis redis = BundledRedis.start(directory.resolve("redis"));
      stops.push(redis::close);
      environment.put("REDIS_ADDR", redis.address());
    }
    for (Stand stand : STANDS) {
      if (environment.getOrDefault(stand.variable(), "").isBlank()) {
        environment.put(stand.variable(), simulate(stand, directory));
      }
    }
    List<String> flags = new ArrayList<>(settings);
    flags.add("--mode=standalone");
    flags.add("--server.port=" + port);
    return new ServiceProcess(new StoreWiring(), System.err)
        .start(
            flags.toArray(String[]::new), environment, app -> running(app, directory, environment));
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
          "cannot start the %s processor on port %d: %s; stop what listens there, or set %s"
              .formatted(stand.name(), stand.port(), e.getMessage(), stand.variable()),
          ExitCode.UNREACHABLE);
    }
  }

  private synchronized void running(
      ServiceApp app, Path directory, Map<String, String> environment) {
    stops.push(app::close);
    started = true;
    String url = "http://localhost:" + app.port();
    Map<String, String> processors = new LinkedHashMap<>();
    STANDS.forEach(
        stand -> processors.put(stand.name(), environment.getOrDefault(stand.variable(), "")));
    DevState state = new DevState(environment.getOrDefault("REDIS_ADDR", ""), url, processors);
    try {
      state.write(directory);
      stops.push(() -> forget(directory));
    } catch (IOException e) {
      throw new CommandFailure("cannot write to " + directory, ExitCode.INTERNAL_ERROR);
    }
    greet(state, directory);
  }

  private void greet(DevState state, Path directory) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        """

        Payments are taken at  %s
          default processor    %s
          fallback processor   %s
          Redis                %s
          data                 %s

        Try it:
          curl -i %s/payments -H 'Content-Type: application/json' \\
               -d '{"correlationId": "%s", "amount": 19.90}'
          curl %s/payments-summary

        Then, in a second terminal: ./rinha-cli bench
        Stop with Ctrl-C; the data stay.
        """,
        state.url(),
        state.processorUrls().get("default"),
        state.processorUrls().get("fallback"),
        state.redisAddress(),
        directory.toAbsolutePath().normalize(),
        state.url(),
        UUID.randomUUID(),
        state.url());
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
   * Last started, first stopped: the gateway before the processors before Redis. Makes 0 of the
   * exit code, as {@code serve} does, unless the process ends because it could not start.
   */
  private synchronized void stopOnTermination() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
    if (started) {
      spec.commandLine().getOut().flush();
      Runtime.getRuntime().halt(ExitCode.OK);
    }
  }
}
