package dev.rinha.cli.replay;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli replay list}: the replays of dead letters, and how far they came. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the replays of dead letters since the last purge, the latest first, and how far each"
          + " came.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {"  rinha-cli replay list", "  rinha-cli replay list --json"})
final class ReplayListCommand implements Callable<Integer> {

  static final List<Column<FrozenReplay>> COLUMNS =
      List.of(
          Column.text("replay", FrozenReplay::id),
          Column.moment("begunAt", FrozenReplay::begunAtMillis),
          Column.number("selected", FrozenReplay::selected),
          Column.number("replayed", FrozenReplay::replayed),
          Column.number("gone", FrozenReplay::gone),
          Column.number("left", FrozenReplay::left),
          Column.text("criteria", FrozenReplay::criteria),
          Column.text("reason", FrozenReplay::reason));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    try (SharedStore store = redis.open()) {
      output.print(spec.commandLine().getOut(), COLUMNS, store.replays().all());
    }
    return ExitCode.OK;
  }
}
