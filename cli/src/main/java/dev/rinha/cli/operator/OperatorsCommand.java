package dev.rinha.cli.operator;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli operators}. */
@Command(
    name = "operators",
    mixinStandardHelpOptions = true,
    description = "Lists what operators have done.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = "  rinha-cli operators log --last 20",
    subcommands = OperatorsLogCommand.class)
public final class OperatorsCommand extends CommandGroup {

  /** For picocli. */
  public OperatorsCommand() {}
}
