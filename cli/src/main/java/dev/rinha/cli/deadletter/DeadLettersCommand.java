package dev.rinha.cli.deadletter;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli dead-letters}. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = {
      "Lists, shows and discards dead letters: payments that were given up, each with its reason.",
      "'rinha-cli replay dead-letters' puts them back on the queue."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli dead-letters list",
      "  rinha-cli dead-letters show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3",
      "  rinha-cli dead-letters discard --reason-code 'rejected' --reason 'test data'"
    },
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersDiscardCommand.class
    })
public final class DeadLettersCommand extends CommandGroup {

  /** For picocli. */
  public DeadLettersCommand() {}
}
