package dev.rinha.cli.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.bench.schedule.InvalidScheduleException;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.bench.schedule.ScheduleFile;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.SharedStore;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.ScheduleGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code rinha-cli simulate}: tries routing policies on a schedule in virtual time, with the
 * deciding code of the service, and says what they would have earned.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tries a routing policy on a schedule in virtual time, with the very code that decides in"
          + " the service.",
      "Without --schedule and --random it is the public test. Every payment is of 19.90.",
      "With --from-history it is what the workers have recorded, minute by minute: what it cost,"
          + " what it would have cost under other settings, and which was the best."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {
      "  rinha-cli simulate --plot -",
      "  rinha-cli simulate --schedule examples/schedules/flapping.json --compare",
      "  rinha-cli simulate --random 42 --plot run.svg",
      "  rinha-cli simulate --random 1 --runs 100 --compare --json",
      "  rinha-cli simulate --random 42 --export drawn.json && rinha-cli bench --schedule"
          + " drawn.json",
      "  rinha-cli simulate --from-history --from -2h",
      "  rinha-cli simulate --from-history --prices 0.001,0.01 --patiences 5s -o json"
    })
public final class SimulateCommand implements Callable<Integer> {

  private static final int MAX_RUNS = 100_000;
  private static final int MAX_SECONDS = 3_600;
  private static final int MAX_PEAK = 10_000;
  private static final String TO_OUTPUT = "-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup private Source source = new Source();

  /** Where the schedule comes from. */
  private static final class Source {

    @Option(
        names = "--schedule",
        paramLabel = "FILE",
        description =
            "A schedule as bench takes it; a user posts one payment per think time. Default: the"
                + " public test")
    private @Nullable Path file;

    @Option(
        names = "--random",
        paramLabel = "SEED",
        description =
            "A schedule drawn by that seed: 60 to 300 s, fees from 1 to 20 %%, ramps, bursts,"
                + " delays, failures. With --runs one schedule for each of consecutive seeds")
    private @Nullable Long seed;

    @Option(
        names = "--from-history",
        description =
            "What arrived and what processors did in a time that has been, as the workers have"
                + " recorded it in Redis; all policies, prices of time and patiences are tried")
    private boolean history;
  }

  /** For completion. */
  private static final class PolicyNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RoutingPolicies.names().iterator();
    }
  }

  @Mixin private HistoryOptions history = new HistoryOptions();

  @Mixin private RedisOption redis = new RedisOption();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "With --random: how long the drawn schedule lasts. Default: drawn")
  private @Nullable Integer seconds;

  @Option(
      names = "--peak",
      paramLabel = "N",
      description =
          "With --random: payments per second where the drawn schedule has most. Default: drawn")
  private @Nullable Integer peak;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      completionCandidates = PolicyNames.class,
      defaultValue = RoutingPolicies.CHEAPEST_IN_TIME,
      description =
          "cheapest-in-time, cheapest-only, failover-at-once or weighted-split. Default:"
              + " ${DEFAULT-VALUE}")
  private String policy = "";

  @Option(
      names = "--patience",
      paramLabel = "auto|TIME",
      defaultValue = "auto",
      description =
          "A fixed time for which a payment waits for a cheaper processor, such as 5s, in place of"
              + " the price of time. Default: ${DEFAULT-VALUE}")
  private String patience = "";

  @Option(
      names = "--price-of-time",
      paramLabel = "FEE",
      defaultValue = "0.005",
      description =
          "What a second costs in which a payment is not executed yet, as a part of its amount;"
              + " results are charged with it. Default: ${DEFAULT-VALUE}")
  private String priceOfTime = "";

  @Option(
      names = "--default-fee",
      paramLabel = "FEE",
      description = "Fee of the processor default. Default: the schedule's, else 0.05")
  private @Nullable String defaultFee;

  @Option(
      names = "--fallback-fee",
      paramLabel = "FEE",
      description = "Fee of the processor fallback. Default: the schedule's, else 0.15")
  private @Nullable String fallbackFee;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of the arrivals and of everything random in the policy. Default: 1; with --random the"
              + " seed of the schedule")
  private @Nullable Long seed;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Repeats it over so many consecutive seeds, for mean and worst")
  private int runs;

  @Option(names = "--compare", description = "Tries every policy, not only that of --policy")
  private boolean compare;

  @Mixin private DocumentOption output = new DocumentOption();

  @Option(
      names = "--plot",
      paramLabel = "FILE|-",
      description =
          "Draws backlog and routing over time of the first run of --policy: an SVG file, or - for"
              + " text")
  private @Nullable String plot;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Also writes the drawn schedule as a file that bench can run for real")
  private @Nullable Path export;

  /** For picocli. */
  public SimulateCommand() {}

  @Override
  public Integer call() throws IOException {
    requireSensibleOptions();
    if (source.history) {
      return fromHistory();
    }
    Waiting chosen = waiting();
    Experiment experiment =
        new Experiment(
            compare ? RoutingPolicies.names() : List.of(policy),
            chosen,
            PriceOfTime.parse(priceOfTime),
            runs,
            trials());
    Trial first = experiment.trial().apply(0);
    if (export != null) {
      write(
          "--export",
          export,
          JsonDocument.MAPPER.writeValueAsString(ScheduleExport.json(first.schedule())));
    }
    print(experiment, first, experiment.run(System::nanoTime));
    plot(first, chosen);
    return ExitCode.OK;
  }

  private int fromHistory() {
    Optional<PriceOfTime> price =
        given("--price-of-time")
            ? Optional.of(HistoryOptions.price("--price-of-time", priceOfTime))
            : Optional.empty();
    TrafficHistory recorded;
    try (SharedStore store = redis.open()) {
      recorded = history.read(store.traffic(), Instant.now());
    }
    HistorySimulation simulation =
        history.simulation(recorded, price, fees(), seed == null ? 1 : seed);
    HistorySimulation.Result result = simulation.run(System::nanoTime);
    output.print(
        spec.commandLine().getOut(),
        () -> TrafficHistoryText.lines(simulation, result),
        () -> TrafficHistoryJson.of(simulation, result));
    return ExitCode.OK;
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void requireOnlyWhatBelongsTogether() {
    List<String> others =
        source.history
            ? List.of(
                "--seconds",
                "--peak",
                "--policy",
                "--patience",
                "--runs",
                "--compare",
                "--plot",
                "--export")
            : List.of(
                "--from",
                "--to",
                "--prices",
                "--patiences",
                "--max-payments",
                "--redis",
                "--namespace");
    for (String other : others) {
      if (given(other)) {
        throw usage(
            other
                + (source.history ? " does not go with --from-history" : " needs --from-history"));
      }
    }
  }

  private void requireSensibleOptions() {
    requireOnlyWhatBelongsTogether();
    if (!RoutingPolicies.names().contains(policy)) {
      throw usage(
          "--policy must be one of "
              + String.join(", ", RoutingPolicies.names())
              + ", was '"
              + policy
              + "'");
    }
    if (runs < 1 || runs > MAX_RUNS) {
      throw usage("--runs must be from 1 to " + MAX_RUNS + ", was " + runs);
    }
    if ((seconds != null || peak != null) && source.seed == null) {
      throw usage("--seconds and --peak are for a drawn schedule; say which with --random SEED");
    }
    requireBetween("--seconds", seconds, MAX_SECONDS);
    requireBetween("--peak", peak, MAX_PEAK);
    if (export != null && source.seed == null) {
      throw usage("--export writes a drawn schedule; say which with --random SEED");
    }
    if (output.isJson() && TO_OUTPUT.equals(plot)) {
      throw usage("--json and --plot - both print to the output; name a file for the plot");
    }
  }

  private void requireBetween(String option, @Nullable Integer value, int max) {
    if (value != null && (value < 1 || value > max)) {
      throw usage(option + " must be from 1 to " + max + ", was " + value);
    }
  }

  /** Read as the service reads it. */
  private Waiting waiting() {
    try {
      PriceOfTime price = PriceOfTime.parse(priceOfTime);
      Map<String, String> flags = Map.of("routing.patience", patience, "routing.policy", policy);
      Waiting waiting = ServiceConfig.from(Configuration.load(flags, Map.of())).routing().waiting();
      return waiting instanceof Waiting.Priced ? new Waiting.Priced(price) : waiting;
    } catch (ConfigException | IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()).replace("routing.", "--"));
    }
  }

  private IntFunction<Trial> trials() {
    Map<String, Fee> fees = fees();
    Long drawn = source.seed;
    if (drawn != null) {
      long firstSeed = seed == null ? drawn : seed;
      return i -> new Trial(withFees(draw(drawn + i), fees), firstSeed + i);
    }
    LoadSchedule schedule = withFees(fromFile(), fees);
    long firstSeed = seed == null ? 1 : seed;
    return i -> new Trial(schedule, firstSeed + i);
  }

  private LoadSchedule draw(long drawnSeed) {
    return ScheduleGenerator.draw(drawnSeed, optional(seconds), optional(peak));
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private LoadSchedule fromFile() {
    try {
      Schedule schedule =
          source.file == null ? ScheduleFile.publicTest() : ScheduleFile.read(source.file);
      if (schedule.hasFaults()) {
        say("the faults in this schedule are left out; only delays and failures are simulated");
      }
      return BenchSchedules.toLoad(schedule);
    } catch (InvalidScheduleException e) {
      throw usage(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw usage(source.file + " cannot be read: " + FailureText.words(e));
    }
  }

  private Map<String, Fee> fees() {
    Map<String, Fee> fees = new HashMap<>();
    if (defaultFee != null) {
      fees.put("default", fee("--default-fee", defaultFee));
    }
    if (fallbackFee != null) {
      fees.put("fallback", fee("--fallback-fee", fallbackFee));
    }
    return fees;
  }

  private Fee fee(String option, String text) {
    try {
      return Fee.parse(text);
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private static LoadSchedule withFees(LoadSchedule schedule, Map<String, Fee> fees) {
    List<ProcessorPlan> plans =
        schedule.processors().stream()
            .map(
                plan ->
                    new ProcessorPlan(
                        plan.name(), fees.getOrDefault(plan.name(), plan.fee()), plan.phases()))
            .toList();
    return new LoadSchedule(schedule.name(), schedule.durationMillis(), schedule.load(), plans);
  }

  private void print(Experiment experiment, Trial first, Experiment.Results results)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (output.isJson()) {
      ObjectNode root =
          JsonDocument.MAPPER
              .createObjectNode()
              .put("priceOfTime", new BigDecimal(priceOfTime))
              .put("patience", patience);
      root.setAll(SimulationJson.of(results));
      out.println(JsonDocument.MAPPER.writeValueAsString(root));
    } else {
      out.println(title(experiment, first));
      SimulationText.lines(results).forEach(out::println);
    }
    out.flush();
  }

  private String title(Experiment experiment, Trial first) {
    String policies = compare ? "every policy" : policy;
    if (experiment.trials() > 1) {
      return "%s runs, seeds %s to %s: %s, %s"
          .formatted(runs, first.seed(), first.seed() + runs - 1, policies, waitingText());
    }
    LoadSchedule schedule = first.schedule();
    String fees =
        schedule.processors().stream()
            .map(plan -> plan.name() + " " + plan.fee().percent())
            .collect(Collectors.joining(", "));
    return "%s, %s s (%s), seed %s: %s, %s"
        .formatted(
            schedule.name(),
            schedule.durationMillis() / 1000,
            fees,
            first.seed(),
            policies,
            waitingText());
  }

  private String waitingText() {
    return patience.equals("auto")
        ? "price of time " + priceOfTime + " per second"
        : "patience " + patience;
  }

  private void plot(Trial first, Waiting chosen) {
    if (plot == null) {
      return;
    }
    RoutingReport report = first.run(policy, chosen);
    if (plot.equals(TO_OUTPUT)) {
      PrintWriter out = spec.commandLine().getOut();
      TextPlot.lines(
              first.schedule(),
              report,
              Terminal.output().columns(),
              Glyphs.of(System.out.charset()),
              Terminal.output().ansi())
          .forEach(out::println);
      out.flush();
    } else {
      String title = first.schedule().name() + ": " + policy + ", " + waitingText();
      write("--plot", Path.of(plot), SvgPlot.of(first.schedule(), report, title));
    }
  }

  private void write(String option, Path file, String text) {
    try {
      Files.writeString(file, text);
      say("wrote " + file);
    } catch (IOException e) {
      throw new CommandFailure(
          option + " " + file + " cannot be written: " + FailureText.words(e), ExitCode.USAGE);
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
