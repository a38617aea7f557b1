package dev.rinha.cli.replay;

import dev.rinha.bench.load.StopSignal;
import dev.rinha.cli.audit.BreakPrinter;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WindowOption;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.audit.SummaryRebuild;
import dev.rinha.core.audit.SummaryRebuild.Repair;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli replay ledger}: makes the totals of the summary anew from the ledger. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the totals that every summary is read from anew where they are not what the ledger"
          + " says, and prints what differed.",
      "Workers may go on running; each second is set right in one step. Interrupted, run it again."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:the totals are what the ledger says, now or already before",
      ExitCode.USAGE_LINE,
      "3:with --dry-run: there are differences",
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      "6:some seconds moved each time they were to be set right; run it again",
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli replay ledger --rebuild-summary --dry-run",
      "  rinha-cli replay ledger --rebuild-summary --from -1h --yes"
    })
public final class ReplayLedgerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(
      names = "--rebuild-summary",
      required = true,
      description = "Say that it is the totals of the summary that are to be made anew")
  private boolean rebuildSummary;

  /** For picocli. */
  public ReplayLedgerCommand() {}

  @Override
  public Integer call() {
    window.window();
    try (SharedStore store = redis.open();
        Interruption interruption = Interruption.listen()) {
      return rebuild(store, interruption.signal());
    }
  }

  private int rebuild(SharedStore store, StopSignal stop) {
    SummaryRebuild rebuild = new SummaryRebuild(store.ledger(), store.books());
    PrintWriter messages = spec.commandLine().getErr();
    StatusLine line = new StatusLine(messages, Terminal.messages());
    long rows = store.ledger().census().settled();
    try {
      long differences = compare(rebuild, line, rows, stop);
      say(messages, "%s between the totals and the ledger", Count.of(differences, "difference"));
      if (confirmation.dryRun()) {
        say(messages, "nothing was changed");
        return differences == 0 ? ExitCode.OK : ExitCode.FINDING;
      }
      if (differences == 0) {
        return ExitCode.OK;
      }
      confirmation.require(messages, "Set them right?");
      OperatorRecord.write(
          store,
          InstantSource.system(),
          "rebuild the summary",
          Count.of(differences, "difference"),
          reason.text());
      return tell(messages, repair(rebuild, line, stop));
    } catch (CancellationException e) {
      say(messages, "interrupted; what was set right is right. Run it again to go on");
      return ExitCode.INTERRUPTED;
    }
  }

  private long compare(SummaryRebuild rebuild, StatusLine line, long rows, StopSignal stop) {
    try (Progress progress = new Progress(line, "comparing", rows);
        BreakPrinter printer = new BreakPrinter(output, spec.commandLine().getOut())) {
      rebuild.show(window.window(), printer::accept, watched(progress, rows, stop));
      return printer.count();
    }
  }

  private Repair repair(SummaryRebuild rebuild, StatusLine line, StopSignal stop) {
    try (Progress progress = new Progress(line, "repairing", Progress.UNKNOWN)) {
      return rebuild.repair(window.window(), _ -> {}, watched(progress, Long.MAX_VALUE, stop));
    }
  }

  private static LongConsumer watched(Progress progress, long rows, StopSignal stop) {
    return done -> {
      if (stop.isRaised()) {
        throw new CancellationException();
      }
      progress.at(Math.min(done, rows));
    };
  }

  private static int tell(PrintWriter messages, Repair repair) {
    if (repair.refused() > 0) {
      say(messages, "%s moved each time; run it again", Count.of(repair.refused(), "second"));
      return ExitCode.PARTLY_DONE;
    }
    say(messages, "set right, in %s", Count.of(repair.seconds(), "step"));
    return ExitCode.OK;
  }

  private static void say(PrintWriter messages, String format, Object... values) {
    messages.println(String.format(Locale.ROOT, format, values));
    messages.flush();
  }
}
