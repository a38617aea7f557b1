package dev.rinha.cli.queue;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli queue show}: what is paused. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {"Shows what is paused, since when and why.", "Only reads; safe at any time."},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {"  rinha-cli queue show", "  rinha-cli queue show --json"})
final class QueueShowCommand implements Callable<Integer> {

  private static final List<Column<Pause>> COLUMNS =
      List.of(
          Column.text("paused", pause -> ScopeOption.words(pause.scope())),
          Column.moment("since", Pause::sinceMillis),
          Column.text("reason", Pause::reason));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      List<Pause> pauses = store.pauses().current().all();
      if (pauses.isEmpty() && output.forPeople()) {
        spec.commandLine().getOut().println("nothing is paused");
      } else {
        output.print(spec.commandLine().getOut(), COLUMNS, pauses);
      }
    }
    return ExitCode.OK;
  }
}
