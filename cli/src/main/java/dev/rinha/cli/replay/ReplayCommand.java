package dev.rinha.cli.replay;

import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rinha-cli replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Does again what was recorded: dead letters.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli replay dead-letters --reason-code 'rejected' --reason 'limit raised'",
      "  rinha-cli replay list"
    },
    subcommands = {ReplayDeadLettersCommand.class, ReplayListCommand.class})
public final class ReplayCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For picocli. */
  public ReplayCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "replay what?");
  }
}
