package dev.rinha.cli.doctor;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.Found;
import dev.rinha.cli.options.ProcessorsOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.SharedStore;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli doctor}: checks everything that has to be right, and says what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks Redis (version, persistence, eviction, clock), the settings, the processors and the"
          + " service: each line is ok, warn or fail, with what to do.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:nothing failed; there may be warnings",
      ExitCode.USAGE_LINE,
      "3:something failed, Redis that cannot be reached included"
    },
    footer = {
      "  rinha-cli doctor",
      "  rinha-cli doctor --service http://localhost:9999 --processor"
          + " default=http://localhost:8001",
      "  rinha-cli doctor --json"
    })
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private ProcessorsOption processors = new ProcessorsOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--service",
      paramLabel = "URL",
      description =
          "A gateway or a worker that should be ready; any number. Default: the worker that the"
              + " settings or a running dev name, if any")
  private List<URI> services = new ArrayList<>();

  /** For picocli. */
  public DoctorCommand() {}

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>(settings());
    try (SharedStore store = redis.open();
        Web processorWeb = Web.ofOthers();
        Web serviceWeb = redis.installation().web()) {
      findings.addAll(new RedisChecks(store, redis, InstantSource.system()).run());
      findings.addAll(
          new NetworkChecks(processorWeb).processors(processors.processors(redis.installation())));
      NetworkChecks network = new NetworkChecks(serviceWeb);
      services().forEach(service -> findings.add(network.service(service)));
    }
    print(findings);
    boolean failed = findings.stream().anyMatch(finding -> finding.grade() == Finding.Grade.FAIL);
    return failed ? ExitCode.FINDING : ExitCode.OK;
  }

  private List<Found> services() {
    return services.isEmpty()
        ? redis.installation().worker().stream().toList()
        : services.stream().map(url -> new Found(url.toString(), "--service")).toList();
  }

  /** Those that {@code serve} would start with here, and those of a running {@code dev}. */
  private List<Finding> settings() {
    List<Finding> findings = new ArrayList<>();
    Configuration configuration = redis.installation().configuration();
    try {
      ServiceConfig.from(configuration);
      findings.add(Finding.ok("settings", "all are allowed"));
      configuration
          .unknownVariables()
          .forEach(
              variable ->
                  findings.add(
                      Finding.warn(
                          "settings",
                          variable + " is no setting and has no effect",
                          "see docs/configuration.md for its name")));
    } catch (ConfigException e) {
      findings.add(
          Finding.fail(
              "settings", String.valueOf(e.getMessage()), NextCommand.CONFIG_SHOW.line(List.of())));
    }
    return findings;
  }

  private void print(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    if (!output.forPeople()) {
      output.print(out, Finding.COLUMNS, findings);
      return;
    }
    Ansi ansi = Terminal.output().ansi();
    int width = findings.stream().mapToInt(finding -> finding.check().length()).max().orElse(0);
    for (Finding finding : findings) {
      out.printf(
          "%s  %-" + width + "s  %s%n", grade(ansi, finding), finding.check(), finding.text());
      if (!finding.remedy().isEmpty()) {
        out.println(" ".repeat(width + 8) + "-> " + finding.remedy());
      }
    }
    out.flush();
  }

  private static String grade(Ansi ansi, Finding finding) {
    return switch (finding.grade()) {
      case OK -> ansi.string("@|green ok  |@");
      case WARN -> ansi.string("@|yellow warn|@");
      case FAIL -> ansi.string("@|bold,red FAIL|@");
    };
  }
}
