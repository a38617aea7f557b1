package dev.rinha.cli.deadletter;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.Pace;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.BatchOption;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.DeadLetterCount;
import dev.rinha.cli.options.DeadLetterSelection;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli dead-letters discard}: decides that letters are never executed. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    description = {
      "Decides that dead letters are never executed. This cannot be undone.",
      "They stay on record with the reason and are counted as discarded; 'dead-letters list"
          + " --discarded' shows them. May be interrupted; run again, it does the rest."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      "130:interrupted; run it again for the rest"
    },
    footer = {
      "  rinha-cli dead-letters discard --id 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --reason 'paid by hand'",
      "  rinha-cli dead-letters discard --reason-code rejected --before -1d \\",
      "    --reason 'test data' --dry-run",
      "  rinha-cli dead-letters discard --processor fallback --since -2h --until -1h \\",
      "    --reason 'paid by hand'",
      "  rinha-cli dead-letters discard --all --reason 'test data' --yes"
    })
final class DeadLettersDiscardCommand implements Callable<Integer> {

  private static final int AT_ONCE = 64;

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DeadLetterSelection selection = new DeadLetterSelection();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private BatchOption batch = new BatchOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(names = "--all", description = "All dead letters")
  private boolean all;

  @Override
  public Integer call() {
    if (all != selection.isEverything()) {
      throw new CommandFailure(
          "which ones? Say either --all or some of --id, " + DeadLetterSelection.OTHERS,
          ExitCode.USAGE);
    }
    Remark remark = reason.remark();
    PrintWriter err = spec.commandLine().getErr();
    try (SharedStore store = redis.open()) {
      DeadLetterCount count = new DeadLetterCount(batch.limit());
      selection.read(store.deadLetters(), count);
      err.println(count.words());
      if (confirmation.dryRun() || count.count() == 0) {
        err.println("nothing was changed");
        return ExitCode.OK;
      }
      confirmation.require(err, "Discard them for good?");
      OperatorRecord.write(store, clock, "discard", count.words(), remark.text());
      return discard(store, remark, count.count());
    }
  }

  private int discard(SharedStore store, Remark remark, long total) {
    Operator operator = new Operator(store, clock);
    StatusLine line = new StatusLine(spec.commandLine().getErr(), Terminal.messages());
    long done = 0;
    try (var interruption = Interruption.listen();
        Progress progress = new Progress(line, "discarding", total)) {
      Pace pace = batch.pace(interruption.signal());
      long now = clock.millis();
      while (done < total) {
        int atOnce = (int) Math.min(batch.atOnce(AT_ONCE), total - done);
        List<DeadLetter> letters = next(operator, now, atOnce);
        if (letters.isEmpty()) {
          break;
        }
        if (!pace.next(letters.size())) {
          line.say("interrupted after " + done + " of " + total + "; run it again for the rest");
          return ExitCode.INTERRUPTED;
        }
        done += operator.discard(letters, remark);
        progress.at(done);
      }
    }
    spec.commandLine().getOut().println("discarded " + Count.of(done, "dead letter"));
    return ExitCode.OK;
  }

  /** Those that died by now; what was discarded is not among them any more. */
  private List<DeadLetter> next(Operator operator, long now, int max) {
    if (!selection.ids().isEmpty()) {
      List<DeadLetter> letters = operator.deadLetters(selection.ids());
      return letters.subList(0, Math.min(max, letters.size()));
    }
    DeadLetterFilter filter = selection.filter();
    return operator.deadLetters(
        filter.diedBefore(Math.min(filter.diedBeforeMillis(), now + 1)), max);
  }
}
