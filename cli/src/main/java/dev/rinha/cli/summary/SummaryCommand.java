package dev.rinha.cli.summary;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WindowOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli summary}: what was executed where, read from the store. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = "Shows how many payments each processor executed, and what they come to.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {
      "  rinha-cli summary",
      "  rinha-cli summary --from -15m",
      "  rinha-cli summary --from 2025-07-15T12:00:00Z --to 2025-07-15T12:59:59.999Z --json"
    })
public final class SummaryCommand implements Callable<Integer> {

  /** What one processor executed. */
  private record Line(String processor, Totals totals) {}

  private static final List<Column<Line>> COLUMNS =
      List.of(
          Column.text("processor", Line::processor),
          Column.<Line>number("totalRequests", line -> line.totals().count()).headed("payments"),
          Column.<Line>cents("totalAmount", line -> line.totals().cents()).headed("amount"));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();
  @Mixin private OutputOption output = new OutputOption();

  /** For picocli. */
  public SummaryCommand() {}

  @Override
  public Integer call() {
    var asked = window.window();
    try (RedisStore store = redis.open()) {
      output.print(spec.commandLine().getOut(), COLUMNS, lines(store.summary(asked)));
    }
    return ExitCode.OK;
  }

  private List<Line> lines(Summary summary) {
    List<Line> lines = new ArrayList<>();
    summary.processors().forEach((name, totals) -> lines.add(new Line(name, totals)));
    if (output.forPeople()) {
      lines.add(new Line("total", summary.total()));
    }
    return lines;
  }
}
