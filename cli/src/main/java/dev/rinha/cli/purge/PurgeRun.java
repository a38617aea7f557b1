package dev.rinha.cli.purge;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.Pace;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.BatchOption;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.function.IntUnaryOperator;
import picocli.CommandLine;

/** Carries out a purge: all at once, or what is finished in small steps. */
final class PurgeRun {

  private final SharedStore store;
  private final long expected;
  private final BatchOption batch;
  private final CommandLine command;
  private long forgotten;

  /**
   * Prepares it.
   *
   * @param expected how many payments will be forgotten, as far as is known
   */
  PurgeRun(SharedStore store, long expected, BatchOption batch, CommandLine command) {
    this.store = store;
    this.expected = expected;
    this.batch = batch;
    this.command = command;
  }

  /** Does it; answers the exit code. */
  int run(Extent extent) {
    return switch (extent) {
      case Extent.Everything _ -> {
        store.ledger().purge();
        yield done(expected);
      }
      case Extent.Finished(long before) ->
          inSteps(
              List.of(
                  max -> store.retention().forgetSettled(before, max),
                  max -> store.retention().forgetDead(before, max),
                  max -> store.retention().forgetDiscarded(before, max)));
      case Extent.DeadLetters(long before) ->
          inSteps(
              List.of(
                  max -> store.retention().forgetDead(before, max),
                  max -> store.retention().forgetDiscarded(before, max)));
    };
  }

  private int done(long count) {
    command.getOut().println("purged " + Count.of(count, "payment"));
    return ExitCode.OK;
  }

  /** Each kind of step is repeated until it answers that nothing is left. */
  private int inSteps(List<IntUnaryOperator> kinds) {
    StatusLine line = new StatusLine(command.getErr(), Terminal.messages());
    try (var interruption = Interruption.listen();
        Progress progress = new Progress(line, "purging", expected)) {
      Pace pace = batch.pace(interruption.signal());
      for (IntUnaryOperator kind : kinds) {
        if (!exhaust(kind, pace, progress)) {
          progress.close();
          line.say("interrupted after " + forgotten + "; run it again for the rest");
          return ExitCode.INTERRUPTED;
        }
      }
    }
    return done(forgotten);
  }

  private boolean exhaust(IntUnaryOperator step, Pace pace, Progress progress) {
    while (forgotten < batch.limit()) {
      int most = (int) Math.min(batch.limit() - forgotten, batch.atOnce(Retention.MOST_PER_STEP));
      if (!pace.next(most)) {
        return false;
      }
      int done = step.applyAsInt(most);
      forgotten += done;
      progress.at(forgotten);
      if (done == 0) {
        return true;
      }
    }
    return true;
  }
}
