package dev.rinha.cli.replay;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Pace;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.BatchOption;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.DeadLetterCount;
import dev.rinha.cli.options.DeadLetterSelection;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Replays.Step;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code rinha-cli replay dead-letters}: puts a frozen selection back on the queue. The selection
 * and how far it came are in Redis, so the command keeps nothing that could be lost.
 */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = {
      "Puts dead letters back on the queue, all of them or a selection.",
      "The selection is frozen in Redis first: what dies later is not in it, and each dead letter"
          + " is replayed once, also after Ctrl-C or kill -9. The same command again goes on with a"
          + " selection that is not finished, and so does --resume.",
      "A dead letter whose payment a processor has, with another amount, is left out: put back it"
          + " would be paid once more. --force takes it too."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every dead letter of the selection was replayed, or is not that dead letter any more",
      ExitCode.USAGE_LINE,
      "3:there is no such replay to resume",
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      "6:the queue is full or Redis went away; go on with --resume",
      "130:interrupted; go on with --resume"
    },
    footer = {
      "  rinha-cli replay dead-letters --dry-run",
      "  rinha-cli replay dead-letters --reason-code 'rejected by default' \\",
      "    --reason 'limit raised at the bank' --rate 100",
      "  rinha-cli replay dead-letters --id 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --reason 'amount corrected' --yes",
      "  rinha-cli replay dead-letters --resume 1f0c5a9e"
    })
final class ReplayDeadLettersCommand implements Callable<Integer> {

  private static final int AT_ONCE = 64;
  private static final int ID_LENGTH = 8;

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DeadLetterSelection selection = new DeadLetterSelection();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private BatchOption batch = new BatchOption();
  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--resume",
      paramLabel = "REPLAY",
      description = "Go on with this one; 'replay list' tells which there are")
  private @Nullable String resume;

  @Option(
      names = "--force",
      description = "Also dead letters whose payment a processor has with another amount")
  private boolean force;

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      Operator operator = new Operator(store, clock);
      Optional<FrozenReplay> replay =
          resume == null
              ? begun(store.deadLetters(), operator)
              : Optional.of(resumed(operator, resume));
      replay.ifPresent(
          frozen ->
              OperatorRecord.write(
                  store,
                  clock,
                  "put back",
                  "replay %s, %s left: %s"
                      .formatted(
                          frozen.id(), Count.of(frozen.left(), "dead letter"), frozen.criteria()),
                  frozen.reason()));
      return replay.map(frozen -> carryOut(operator, frozen)).orElse(ExitCode.OK);
    }
  }

  private FrozenReplay resumed(Operator operator, String id) {
    return operator
        .replay(id)
        .filter(FrozenReplay::frozen)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no replay "
                        + id
                        + " to resume; see "
                        + redis.next(NextCommand.REPLAY_LIST),
                    ExitCode.FINDING));
  }

  /** The one that the same command has begun before, or a new one; empty if there is none to do. */
  private Optional<FrozenReplay> begun(DeadLetters letters, Operator operator) {
    String criteria = criteria();
    Optional<FrozenReplay> unfinished =
        operator.replays().stream()
            .filter(replay -> replay.frozen() && !replay.finished())
            .filter(replay -> replay.criteria().equals(criteria))
            .findFirst();
    PrintWriter err = spec.commandLine().getErr();
    if (unfinished.isPresent()) {
      FrozenReplay replay = unfinished.get();
      err.printf(
          Locale.ROOT,
          "going on with replay %s, begun at %s: %,d of %,d dead letters are left%n",
          replay.id(),
          TimeText.iso(replay.begunAtMillis()),
          replay.left(),
          replay.selected());
      return mayGoOn(err, "Go on with it?") ? unfinished : Optional.empty();
    }
    return fresh(letters, operator, criteria, err);
  }

  private Optional<FrozenReplay> fresh(
      DeadLetters letters, Operator operator, String criteria, PrintWriter err) {
    Optional<Remark> remark =
        confirmation.dryRun() ? Optional.empty() : Optional.of(reason.remark());
    DeadLetterCount count = new DeadLetterCount(batch.limit());
    DeadLetterCount executed = new DeadLetterCount(Long.MAX_VALUE);
    selection.read(
        letters, letter -> (force || !letter.executed() ? count : executed).accept(letter));
    err.println(count.words() + " (" + criteria + ")");
    if (executed.count() > 0) {
      err.println(
          "left out: "
              + executed.words()
              + ", which a processor has with another amount; --force pays them once more");
    }
    if (count.count() == 0 || !mayGoOn(err, "Put them back on the queue?")) {
      return Optional.empty();
    }
    String id = UUID.randomUUID().toString().substring(0, ID_LENGTH);
    Remark why = remark.orElseThrow();
    FrozenReplay replay =
        selection.ids().isEmpty()
            ? operator.freeze(id, criteria, why, selection.filter(), batch.limit(), force)
            : operator.freeze(id, criteria, why, selection.ids(), force);
    err.printf("replay %s: %s frozen%n", id, Count.of(replay.selected(), "dead letter"));
    err.flush();
    return Optional.of(replay);
  }

  private String criteria() {
    return selection.criteria()
        + (batch.limit() == Integer.MAX_VALUE ? "" : ", at most " + batch.limit())
        + (force ? ", by force" : "");
  }

  private boolean mayGoOn(PrintWriter err, String question) {
    if (confirmation.dryRun()) {
      err.println("nothing was changed");
      return false;
    }
    confirmation.require(err, question);
    return true;
  }

  private int carryOut(Operator operator, FrozenReplay frozen) {
    StatusLine line = new StatusLine(spec.commandLine().getErr(), Terminal.messages());
    FrozenReplay replay = frozen;
    try (var interruption = Interruption.listen();
        Progress progress = new Progress(line, "replaying", frozen.left())) {
      Pace pace = batch.pace(interruption.signal());
      while (!replay.finished()) {
        if (!pace.next(batch.atOnce(AT_ONCE))) {
          progress.close();
          line.say("interrupted: " + howFar(replay));
          return ExitCode.INTERRUPTED;
        }
        Step step = step(operator, replay);
        replay = step.replay();
        progress.at(frozen.left() - replay.left());
        if (step.queueFull()) {
          throw new CommandFailure("the queue is full: " + howFar(replay), ExitCode.PARTLY_DONE);
        }
      }
    }
    output.print(spec.commandLine().getOut(), ReplayListCommand.COLUMNS, List.of(replay));
    return ExitCode.OK;
  }

  private Step step(Operator operator, FrozenReplay replay) {
    try {
      return operator.step(replay, batch.atOnce(AT_ONCE));
    } catch (StoreException e) {
      throw new CommandFailure(
          RedisFailure.explained(e, redis.because()).getMessage() + "; " + howFar(replay),
          ExitCode.PARTLY_DONE);
    }
  }

  private String howFar(FrozenReplay replay) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d dead letters are done; go on with %s",
        replay.selected() - replay.left(),
        replay.selected(),
        redis.next(NextCommand.REPLAY_RESUME, replay.id()));
  }
}
