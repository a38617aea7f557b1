package dev.rinha.cli;

import dev.rinha.cli.audit.AuditCommand;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.bench.BenchCommand;
import dev.rinha.cli.config.ConfigCommand;
import dev.rinha.cli.deadletter.DeadLettersCommand;
import dev.rinha.cli.dev.DevCommand;
import dev.rinha.cli.doctor.DoctorCommand;
import dev.rinha.cli.export.ExportCommand;
import dev.rinha.cli.indoubt.InDoubtCommand;
import dev.rinha.cli.manual.CompletionCommand;
import dev.rinha.cli.manual.ManCommand;
import dev.rinha.cli.operator.OperatorsCommand;
import dev.rinha.cli.payment.ExplainCommand;
import dev.rinha.cli.payment.PaymentsCommand;
import dev.rinha.cli.purge.PurgeCommand;
import dev.rinha.cli.queue.DrainCommand;
import dev.rinha.cli.queue.QueueCommand;
import dev.rinha.cli.replay.ReplayCommand;
import dev.rinha.cli.serve.ProcessorCommand;
import dev.rinha.cli.serve.ServeCommand;
import dev.rinha.cli.simulate.SimulateCommand;
import dev.rinha.cli.status.StatusCommand;
import dev.rinha.cli.store.StoreCommand;
import dev.rinha.cli.summary.SummaryCommand;
import dev.rinha.cli.tail.TailCommand;
import dev.rinha.cli.token.TokenCommand;
import dev.rinha.cli.webhook.WebhooksCommand;
import dev.rinha.service.lifecycle.ServiceLogging;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of {@code rinha-cli}. */
@Command(
    name = "rinha-cli",
    description = "Routes payments to payment processors, and looks after the ones it has routed.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DevCommand.class,
      ServeCommand.class,
      ProcessorCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      SummaryCommand.class,
      PurgeCommand.class,
      ExplainCommand.class,
      PaymentsCommand.class,
      TailCommand.class,
      OperatorsCommand.class,
      QueueCommand.class,
      DrainCommand.class,
      DeadLettersCommand.class,
      InDoubtCommand.class,
      AuditCommand.class,
      ExportCommand.class,
      ReplayCommand.class,
      StoreCommand.class,
      WebhooksCommand.class,
      ConfigCommand.class,
      TokenCommand.class,
      SimulateCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      ManCommand.class
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.INTERNAL_ERROR_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.FINDING_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      ExitCode.PARTLY_DONE_LINE,
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli dev",
      "  rinha-cli bench",
      "  rinha-cli status --watch",
      "  rinha-cli summary --from -15m",
      "  rinha-cli explain 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"
    })
public final class RinhaCli implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private RinhaCli() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // The same words and digits on every machine, also where a library formats them.
    Locale.setDefault(Locale.ROOT);
    ServiceLogging.setUp();
    // Made here, because picocli's own writer never tells that the reader of a pipe has gone.
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    System.exit(commandLine().setOut(out).execute(arguments));
  }

  /** The whole tool, ready to execute. */
  public static CommandLine commandLine() {
    return CommandConventions.applyTo(new CommandLine(new RinhaCli()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
