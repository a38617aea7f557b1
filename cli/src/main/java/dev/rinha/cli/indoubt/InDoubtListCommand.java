package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.PaymentFilter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli in-doubt list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists payments in doubt, longest in doubt first.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {
      "  rinha-cli in-doubt list",
      "  rinha-cli in-doubt list --limit 10 --json",
      "  rinha-cli in-doubt list --processor default --until -10m --min-amount 100"
    })
final class InDoubtListCommand implements Callable<Integer> {

  private static final String DEFAULT_LIMIT = "1000";

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private PaymentFilter filter = new PaymentFilter();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = DEFAULT_LIMIT,
      description = "List at most so many, and say when there are more. Default: ${DEFAULT-VALUE}")
  private int limit = Integer.parseInt(DEFAULT_LIMIT);

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandFailure("--limit must be at least 1, was " + limit, ExitCode.USAGE);
    }
    filter.requireSensible();
    try (SharedStore store = redis.open()) {
      int read = filter.isEverything() && limit < Integer.MAX_VALUE ? limit + 1 : Integer.MAX_VALUE;
      List<InDoubtPayment> all =
          store.unknownOutcomes().list(read).stream().filter(filter::accepts).toList();
      output.print(
          spec.commandLine().getOut(), columns(clock.millis()), all.stream().limit(limit).toList());
      if (all.size() > limit) {
        spec.commandLine().getErr().println("there are more of them than --limit " + limit);
        spec.commandLine().getErr().flush();
      }
    }
    return ExitCode.OK;
  }

  private List<Column<InDoubtPayment>> columns(long now) {
    List<Column<InDoubtPayment>> columns = new ArrayList<>();
    columns.add(
        output.forPeople()
            ? Column.text("for", doubtful -> Elapsed.rough(now - doubtful.sinceMillis()))
            : Column.moment("since", InDoubtPayment::sinceMillis));
    columns.add(Column.text("processor", doubtful -> doubtful.intent().processor()));
    columns.add(Column.cents("amount", doubtful -> doubtful.payment().amount().cents()));
    columns.add(
        Column.text("correlationId", doubtful -> doubtful.payment().correlationId().toString()));
    if (!output.forPeople()) {
      columns.add(Column.moment("requestedAt", doubtful -> doubtful.intent().requestedAtMillis()));
    }
    return columns;
  }
}
