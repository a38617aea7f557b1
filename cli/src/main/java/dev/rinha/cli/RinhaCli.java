package dev.rinha.cli;

import dev.rinha.cli.bench.BenchCommand;
import dev.rinha.cli.dev.DevCommand;
import dev.rinha.cli.simulate.SimulateCommand;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.ServiceLogging;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point of {@code rinha-cli}. */
@Command(
    name = "rinha-cli",
    description = "Routes payments to payment processors, and looks after the ones it has routed.",
    mixinStandardHelpOptions = true,
    versionProvider = RinhaCli.Version.class,
    subcommands = {
      DevCommand.class,
      ServeCommand.class,
      ProcessorCommand.class,
      SummaryCommand.class,
      PurgeCommand.class,
      ExplainCommand.class,
      ConfigCommand.class,
      SimulateCommand.class,
      BenchCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a defect of the tool",
      "2:wrong use: an option, an argument, a setting",
      "3:done, and something was found that should not be",
      "4:Redis, the service or a processor cannot be reached",
      "5:refused: not confirmed, or against a rule",
      "6:partly done; the message says how to go on",
      "130:interrupted"
    })
public final class RinhaCli implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private RinhaCli() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    ServiceLogging.setUp();
    System.exit(commandLine().execute(arguments));
  }

  /** The whole tool, ready to execute. */
  public static CommandLine commandLine() {
    return explaining(new CommandLine(new RinhaCli()));
  }

  /** Makes one line of whatever a person can act on. */
  static CommandLine explaining(CommandLine commandLine) {
    return commandLine.setExecutionExceptionHandler(RinhaCli::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See rinha-cli --help");
  }

  /** What a person can act on gets one line; anything else is a defect and gets its trace. */
  private static int explain(Exception failure, CommandLine command, ParseResult ignored) {
    switch (failure) {
      case CommandFailure expected -> {
        return complain(command, expected.getMessage(), expected.exitCode());
      }
      case StoreException unreachable -> {
        return complain(command, unreachable.getMessage(), ExitCode.UNREACHABLE);
      }
      default -> {
        failure.printStackTrace(command.getErr());
        return complain(command, "this is a defect of rinha-cli", ExitCode.INTERNAL_ERROR);
      }
    }
  }

  private static int complain(CommandLine command, @Nullable String message, int exitCode) {
    command.getErr().println("rinha-cli: " + message);
    return exitCode;
  }

  /** Says which build this is, and on which JDK it runs. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties build = new Properties();
      try (InputStream in = RinhaCli.class.getResourceAsStream("build.properties")) {
        if (in != null) {
          build.load(in);
        }
      }
      return new String[] {
        "rinha-cli " + build.getProperty("version", "unknown"),
        "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown vendor")
      };
    }
  }
}
