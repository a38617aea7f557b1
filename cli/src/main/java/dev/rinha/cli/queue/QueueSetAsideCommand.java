package dev.rinha.cli.queue;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.SetAside;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli queue set-aside}: entries of the queue that could not be read. */
@Command(
    name = "set-aside",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the entries of the queue that could not be read: when a worker set each aside, why,"
          + " the payment that it seems to be of, and what is in it.",
      "Somebody has written to the queue past the service. A payment whose entry is among them is"
          + " queued again, from its record, by audit --repair.",
      "Only reads, but for --drop, which forgets the entries that it lists, and nothing else."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {
      "  rinha-cli queue set-aside",
      "  rinha-cli queue set-aside --json",
      "  rinha-cli audit --repair",
      "  rinha-cli queue set-aside --drop --yes"
    })
final class QueueSetAsideCommand implements Callable<Integer> {

  private static final List<Column<SetAside>> COLUMNS =
      List.of(
          Column.text("place", SetAside::place),
          Column.moment("setAsideAt", SetAside::atMillis),
          Column.text(
              "correlationId",
              entry -> entry.correlationId().isEmpty() ? null : entry.correlationId()),
          Column.text("reason", SetAside::reason),
          Column.text("content", SetAside::content));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--drop", description = "Forget them; first queue their payments again")
  private boolean drop;

  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    PrintWriter messages = spec.commandLine().getErr();
    try (SharedStore store = redis.open()) {
      List<SetAside> entries = new ArrayList<>();
      store.books().setAside(entries::add);
      if (entries.isEmpty() && output.forPeople()) {
        spec.commandLine().getOut().println("nothing is set aside");
        return ExitCode.OK;
      }
      output.print(spec.commandLine().getOut(), COLUMNS, entries);
      spec.commandLine().getOut().flush();
      if (!drop) {
        messages.println(
            "queue their payments again, then --drop: " + redis.next(NextCommand.AUDIT_REPAIR));
      } else if (!confirmation.dryRun()) {
        confirmation.require(messages, "Forget all of these: " + entries.size() + "?");
        OperatorRecord.write(
            store,
            InstantSource.system(),
            "drop what is set aside",
            Count.of(entries.size(), "entry"),
            reason.text());
        int dropped = store.books().dropSetAside(entries.stream().map(SetAside::name).toList());
        messages.println("forgotten: " + dropped);
      }
    }
    return ExitCode.OK;
  }
}
