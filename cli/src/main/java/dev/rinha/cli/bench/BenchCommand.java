package dev.rinha.cli.bench;

import dev.rinha.bench.BenchRun;
import dev.rinha.bench.Inventory;
import dev.rinha.bench.NotReadyException;
import dev.rinha.bench.client.BackendTokens;
import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.report.BenchReport;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.InvalidScheduleException;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.bench.schedule.ScheduleFile;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.ClientTokenOption;
import dev.rinha.cli.options.EnvironmentConfirmation;
import dev.rinha.cli.options.Found;
import dev.rinha.cli.options.Installation;
import dev.rinha.cli.options.ProcessorTokenOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code rinha-cli bench}: runs the challenge's public test, or another schedule, or a closed loop,
 * against a running backend and its two processors. It purges all three first.
 *
 * <p>Exit codes: 0 nothing failed, was inconsistent, lost or doubled; 2 wrong usage; 3 something
 * was found; 4 backend or processors not reachable; 5 not confirmed; 130 interrupted.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the public test of the challenge, or your own schedule, against a running backend.",
      "All payments of the backend and of both processors are purged first: it says which and asks."
          + " The name of the environment confirms; --yes is enough in the one called challenge.",
      "A backend that wants tokens is shown two: that of a client with each payment, and for purge"
          + " and summary the operator's that access.own-token-file names."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:nothing failed, was inconsistent, lost or doubled",
      "2:wrong usage",
      "3:something was found; the report says what",
      "4:backend or a processor is not reachable",
      ExitCode.REFUSED_LINE,
      "130:interrupted; the processors were reset"
    },
    footer = {
      "  rinha-cli bench",
      "  rinha-cli bench --yes --schedule examples/schedules/flapping.json --report run.html",
      "  rinha-cli bench --yes --closed-loop 32 --seconds 10",
      "  rinha-cli bench --url http://10.0.0.7:9999 --confirm staging",
      "  RINHA_ACCESS_OWN_TOKEN_FILE=operator.token rinha-cli bench --client-token-file shop.token"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int CLOSED_LOOP_SECONDS = 10;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Installation installation = new Installation();
  @Mixin private EnvironmentConfirmation confirmation = new EnvironmentConfirmation();
  @Mixin private ClientTokenOption clientToken = new ClientTokenOption();
  @Mixin private ProcessorTokenOption token = new ProcessorTokenOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The backend. Default: that of a running dev, else http://localhost:9999")
  private @Nullable String url;

  @Option(
      names = "--default-processor",
      paramLabel = "URL",
      description =
          "The cheap processor, for its admin calls. Default: DEFAULT_PROCESSOR_URL, else the"
              + " configuration file's, else that of a running dev, else http://localhost:8001")
  private @Nullable String defaultProcessor;

  @Option(
      names = "--fallback-processor",
      paramLabel = "URL",
      description =
          "The dear processor. Default: found as the cheap one is, else http://localhost:8002")
  private @Nullable String fallbackProcessor;

  @Option(
      names = "--schedule",
      paramLabel = "FILE",
      description = "Your own schedule (JSON, see examples/schedules). Default: the public test")
  private @Nullable Path scheduleFile;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "Length of the load. Ramp and stages keep their seconds, what lies after the end does not"
              + " happen. Default: the schedule's; 10 in a closed loop")
  private @Nullable Integer seconds;

  @Option(
      names = "--max-users",
      paramLabel = "N",
      description = "Peak of the ramp. Default: the schedule's (550 in the public test)")
  private @Nullable Integer maxUsers;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      description =
          "Bound of the wait for every accepted payment. Default: the schedule's (60 in the public"
              + " test)")
  private @Nullable Integer drainSeconds;

  @Option(
      names = "--closed-loop",
      paramLabel = "CONNECTIONS",
      description = "No schedule: so many connections post as fast as they are answered")
  private @Nullable Integer closedLoopConnections;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Makes correlation ids and amounts reproducible. Default: random, and printed")
  private @Nullable Long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write everything measured to a JSON file")
  private @Nullable Path jsonFile;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Also write one HTML page that needs nothing else: plots over time, and every figure as a"
              + " table")
  private @Nullable Path pageFile;

  /** For picocli. */
  public BenchCommand() {}

  @Override
  public Integer call() {
    Targets targets = targets();
    Schedule schedule = schedule();
    int connections = atLeast("--closed-loop", 1, closedLoopConnections, 0);
    requireWritable(jsonFile());
    requireWritable(pageFile());
    try {
      return mayEmpty(Inventory.read(targets, EnvironmentConfirmation.CHALLENGE))
          ? run(targets, schedule, connections)
          : ExitCode.OK;
    } catch (NotReadyException e) {
      throw failure(e);
    }
  }

  private static CommandFailure failure(NotReadyException e) {
    return switch (e.reason()) {
      case NO_BACKEND -> unreachable(e, startOrName("--url"));
      case NO_DEFAULT_PROCESSOR -> unreachable(e, startOrName("--default-processor"));
      case NO_FALLBACK_PROCESSOR -> unreachable(e, startOrName("--fallback-processor"));
      case BACKEND_NOT_READY -> unreachable(e, "");
      case TOKEN_REFUSED ->
          new CommandFailure(
              e.getMessage() + "; name the file of its token with --token-file", ExitCode.USAGE);
      case CLIENT_TOKEN_REFUSED ->
          new CommandFailure(
              e.getMessage() + "; name its file with --client-token-file", ExitCode.USAGE);
      case OPERATOR_TOKEN_REFUSED ->
          new CommandFailure(
              e.getMessage() + "; name its file with RINHA_ACCESS_OWN_TOKEN_FILE", ExitCode.USAGE);
      case UNSUITABLE_PROCESSOR ->
          new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    };
  }

  private static CommandFailure unreachable(NotReadyException e, String remedy) {
    return new CommandFailure(e.getMessage() + remedy, ExitCode.UNREACHABLE);
  }

  private static String startOrName(String option) {
    return "; start one with ./%s or name another with %s"
        .formatted(NextCommand.DEV.line(List.of()), option);
  }

  private boolean mayEmpty(Inventory inventory) {
    err().println("emptied before the run, so that every payment can be accounted for:");
    inventory.lines().forEach(line -> err().println("  " + line));
    err().flush();
    if (confirmation.dryRun()) {
      err().println("nothing was changed");
      return false;
    }
    confirmation.require(
        err(),
        "Empty all three, in environment " + inventory.environment() + "?",
        inventory.environment());
    return true;
  }

  private int run(Targets targets, Schedule schedule, int connections) throws NotReadyException {
    try (var interruption = Interruption.listen()) {
      var progress = new LoadProgress(err(), Terminal.messages());
      long chosenSeed = seed == null ? new SecureRandom().nextLong() >>> 1 : seed;
      var run =
          new BenchRun(
              targets,
              schedule,
              connections,
              chosenSeed,
              InstantSource.system(),
              interruption.signal(),
              progress);
      return finish(run.run());
    }
  }

  private int finish(BenchReport report) {
    PrintWriter out = spec.commandLine().getOut();
    ReportTable.lines(report, Terminal.output().ansi()).forEach(out::println);
    out.flush();
    try {
      write(jsonFile(), report::toJson);
      write(pageFile(), report::toHtml);
    } catch (IOException e) {
      err().println(e.getMessage());
      err().flush();
      return ExitCode.USAGE;
    }
    if (report.run().interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    return report.findings().isEmpty() ? ExitCode.OK : ExitCode.FINDING;
  }

  private Targets targets() {
    return new Targets(
        backend(url == null ? installation.gateway() : new Found(url, "--url")),
        new BackendTokens(clientToken.token(), installation.token()),
        new Both<>(
            processor("default", defaultProcessor), processor("fallback", fallbackProcessor)),
        token.token());
  }

  private Endpoint processor(String name, @Nullable String given) {
    return endpoint(
        given == null
            ? installation.find("processors." + name + ".url")
            : new Found(given, "--" + name + "-processor"),
        Endpoint::parse);
  }

  private Endpoint backend(Found found) {
    return endpoint(found, url -> Endpoint.parse(url, this::tls));
  }

  private SSLSocketFactory tls() {
    return installation
        .tls()
        .map(SSLContext::getSocketFactory)
        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private Endpoint endpoint(Found found, Function<String, Endpoint> parser) {
    try {
      return parser.apply(found.value());
    } catch (IllegalArgumentException e) {
      throw usage(found.origin() + " must look like http://host:port, was '" + found.value() + "'");
    }
  }

  private Schedule schedule() {
    Schedule schedule;
    try {
      schedule = scheduleFile == null ? ScheduleFile.publicTest() : ScheduleFile.read(scheduleFile);
    } catch (InvalidScheduleException e) {
      throw usage(e.getMessage());
    } catch (IOException e) {
      throw usage(scheduleFile + " cannot be read: " + FailureText.words(e));
    }
    int usualSeconds = closedLoopConnections == null ? schedule.seconds() : CLOSED_LOOP_SECONDS;
    Schedule lasting = schedule.lasting(atLeast("--seconds", 1, seconds, usualSeconds));
    Schedule peaking =
        maxUsers == null ? lasting : lasting.withMaxUsers(atLeast("--max-users", 1, maxUsers, 1));
    return peaking.withDrainSeconds(atLeast("--drain", 0, drainSeconds, schedule.drainSeconds()));
  }

  private int atLeast(String option, int min, @Nullable Integer value, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (value < min) {
      throw usage(option + " must be at least " + min + ", was " + value);
    }
    return value;
  }

  private Optional<ReportFile> jsonFile() {
    return Optional.ofNullable(jsonFile).map(path -> new ReportFile("--json", path));
  }

  private Optional<ReportFile> pageFile() {
    return Optional.ofNullable(pageFile).map(path -> new ReportFile("--report", path));
  }

  /** What a file holds, made only when the file is wanted. */
  private interface Content {
    String text() throws IOException;
  }

  private static void write(Optional<ReportFile> file, Content content) throws IOException {
    if (file.isPresent()) {
      file.get().write(content.text());
    }
  }

  private void requireWritable(Optional<ReportFile> file) {
    try {
      if (file.isPresent()) {
        file.get().requireWritable();
      }
    } catch (IOException e) {
      throw usage(e.getMessage());
    }
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
