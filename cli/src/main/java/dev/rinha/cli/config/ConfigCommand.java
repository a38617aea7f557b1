package dev.rinha.cli.config;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.Configuration.Effective;
import dev.rinha.service.config.Exposure;
import dev.rinha.service.config.ServiceConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code rinha-cli config}: the settings a service would start with here, read as {@code serve}
 * reads them.
 */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Shows or checks the settings that 'rinha-cli serve' would start with.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {"  rinha-cli config show", "  rinha-cli config validate"},
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Validate.class})
public final class ConfigCommand extends CommandGroup {

  private final Map<String, String> environment;

  /** For picocli. */
  public ConfigCommand() {
    this(System.getenv());
  }

  ConfigCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  private Configuration load(List<String> flags) {
    try {
      return Configuration.load(Configuration.flags(flags.toArray(String[]::new)), environment);
    } catch (ConfigException e) {
      throw wrong(e);
    }
  }

  /** Reads every value, as the start of the service does. */
  private static void requireUsable(Configuration configuration) {
    try {
      Exposure.requireDecided(ServiceConfig.from(configuration));
    } catch (ConfigException e) {
      throw wrong(e);
    }
  }

  private static CommandFailure wrong(ConfigException e) {
    return new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
  }

  /** {@code rinha-cli config show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      customSynopsis = "rinha-cli config show [-o=FORMAT] [--KEY=VALUE...]",
      description = {
        "Prints every setting with the value in effect and where it comes from:",
        "a flag, a variable, the file of config-file, or the default.",
        "Takes the same flags as serve. Ends with 2 if a value is not allowed."
      },
      exitCodeListHeading = ExitCode.HEADING,
      exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
      footer = {
        "  rinha-cli config show",
        "  PORT=8080 rinha-cli config show --routing.price-of-time=0.02 --json"
      })
  static final class Show implements Callable<Integer> {

    private static final List<Column<Effective>> COLUMNS =
        List.of(
            Column.text("key", Effective::key).headed("setting"),
            Column.text("value", Effective::value),
            Column.text("origin", Effective::origin).headed("from"));

    @ParentCommand private ConfigCommand config = new ConfigCommand(Map.of());
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private OutputOption output = new OutputOption();

    @Unmatched private final List<String> flags = new ArrayList<>();

    @Override
    public Integer call() {
      Configuration configuration = config.load(flags);
      List<Effective> effective;
      try {
        effective = configuration.effective();
      } catch (ConfigException e) {
        throw wrong(e);
      }
      output.print(spec.commandLine().getOut(), COLUMNS, effective);
      requireUsable(configuration);
      return ExitCode.OK;
    }
  }

  /** {@code rinha-cli config validate}. */
  @Command(
      name = "validate",
      mixinStandardHelpOptions = true,
      customSynopsis = "rinha-cli config validate [--KEY=VALUE...]",
      description = {
        "Checks every setting as the start of a service does, and starts nothing.",
        "Ends with 0 if all are allowed, with 2 and one line about the first that is not."
      },
      exitCodeListHeading = ExitCode.HEADING,
      exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
      footer = {"  rinha-cli config validate --config-file=rinha.properties"})
  static final class Validate implements Callable<Integer> {

    @ParentCommand private ConfigCommand config = new ConfigCommand(Map.of());
    @Spec private CommandSpec spec = CommandSpec.create();

    @Unmatched private final List<String> flags = new ArrayList<>();

    @Override
    public Integer call() {
      Configuration configuration = config.load(flags);
      requireUsable(configuration);
      PrintWriter err = spec.commandLine().getErr();
      configuration
          .unknownVariables()
          .forEach(
              variable -> err.println("warning: " + variable + " is no setting and has no effect"));
      err.flush();
      spec.commandLine().getOut().println("all settings are allowed");
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    }
  }
}
