package dev.rinha.cli.deadletter;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.DeadLetterSelection;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.cli.output.RecordWriter;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli dead-letters list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {"Lists dead letters, oldest death first.", "Only reads; safe at any time."},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {
      "  rinha-cli dead-letters list",
      "  rinha-cli dead-letters list --reason-code 'rejected by default' --before -1h",
      "  rinha-cli dead-letters list --processor default --min-amount 100 --since -1d",
      "  rinha-cli dead-letters list --discarded --since -1d -o jsonl"
    })
final class DeadLettersListCommand implements Callable<Integer> {

  private static final List<Column<DeadLetter>> DEAD =
      List.of(
          Column.moment("diedAt", DeadLetter::diedAtMillis),
          Column.cents("amount", letter -> letter.payment().amount().cents()),
          Column.text("correlationId", letter -> letter.payment().correlationId().toString()),
          Column.text("reason", DeadLetter::reason));

  private static final List<Column<DiscardedDeadLetter>> DISCARDED =
      List.of(
          Column.moment("discardedAt", DiscardedDeadLetter::discardedAtMillis),
          Column.cents("amount", discarded -> discarded.letter().payment().amount().cents()),
          Column.text(
              "correlationId",
              discarded -> discarded.letter().payment().correlationId().toString()),
          Column.text("reason", discarded -> discarded.letter().reason()),
          Column.text("discardedBecause", DiscardReason::of));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DeadLetterSelection selection = new DeadLetterSelection();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--discarded",
      description = "List what was discarded instead; times are then those of that")
  private boolean discarded;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most so many, and say when there are more. Default: all of them")
  private int limit = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandFailure("--limit must be at least 1, was " + limit, ExitCode.USAGE);
    }
    selection.ids();
    try (SharedStore store = redis.open()) {
      store.ledger().census(); // What Redis refuses is to be known before the table has begun.
      if (discarded) {
        print(
            DISCARDED,
            reader ->
                store
                    .deadLetters()
                    .readDiscarded(
                        letter -> {
                          if (selection.accepts(letter)) {
                            reader.accept(letter);
                          }
                        }));
      } else if (limit < Integer.MAX_VALUE && selection.ids().isEmpty()) {
        print(DEAD, store.deadLetters().list(selection.filter(), limit + 1)::forEach);
      } else {
        print(DEAD, reader -> selection.read(store.deadLetters(), reader));
      }
    }
    return ExitCode.OK;
  }

  private <L> void print(List<Column<L>> columns, Consumer<Consumer<L>> letters) {
    AtomicBoolean more = new AtomicBoolean();
    try (RecordWriter<L> writer = output.writer(spec.commandLine().getOut(), columns)) {
      letters.accept(
          letter -> {
            if (writer.count() < limit) {
              writer.write(letter);
            } else {
              more.set(true);
            }
          });
    }
    if (more.get()) {
      spec.commandLine().getErr().println("there are more of them than --limit " + limit);
      spec.commandLine().getErr().flush();
    }
  }
}
