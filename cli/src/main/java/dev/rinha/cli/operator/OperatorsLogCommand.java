package dev.rinha.cli.operator;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.SharedStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli operators log}. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what operators have done, with this tool or over HTTP: who, when, from where, to what"
          + " and why, the latest last.",
      "It is written down before it is done; what was then refused stands here too. Only reads."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE, ExitCode.UNREACHABLE_LINE},
    footer = {"  rinha-cli operators log", "  rinha-cli operators log --last 1000 --json"})
final class OperatorsLogCommand implements Callable<Integer> {

  private static final List<Column<OperatorAct>> COLUMNS =
      List.of(
          Column.moment("at", OperatorAct::atMillis),
          Column.text("who", OperatorAct::who),
          Column.text("from", OperatorAct::from),
          Column.text("what", OperatorAct::what),
          Column.text("subject", OperatorAct::subject),
          Column.text("reason", OperatorAct::reason));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "100",
      description = "The last so many, at most " + OperatorLog.MOST + ". Default: ${DEFAULT-VALUE}")
  private int last = 100;

  @Override
  public Integer call() {
    if (last < 1 || last > OperatorLog.MOST) {
      throw new CommandFailure(
          "--last must be from 1 to %s, was %s".formatted(OperatorLog.MOST, last), ExitCode.USAGE);
    }
    try (SharedStore store = redis.open()) {
      List<OperatorAct> acts = store.operatorLog().last(last);
      if (acts.isEmpty() && output.forPeople()) {
        spec.commandLine().getOut().println("no operator has done anything");
      } else {
        output.print(spec.commandLine().getOut(), COLUMNS, acts);
      }
    }
    return ExitCode.OK;
  }
}
