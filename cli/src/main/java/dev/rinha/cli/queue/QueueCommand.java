package dev.rinha.cli.queue;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli queue}. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = {
      "Pauses and resumes the sending of payments, of all or to one processor; lists what is"
          + " paused, and what could not be read in the queue."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli queue show",
      "  rinha-cli queue pause --reason 'deployment'",
      "  rinha-cli queue resume",
      "  rinha-cli queue pause --processor default --reason 'maintenance till four'",
      "  rinha-cli queue set-aside"
    },
    subcommands = {
      QueueShowCommand.class,
      QueuePauseCommand.class,
      QueueResumeCommand.class,
      QueueSetAsideCommand.class
    })
public final class QueueCommand extends CommandGroup {

  /** For picocli. */
  public QueueCommand() {}
}
