package dev.rinha.cli.store;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli store}. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description =
        "Moves the whole store to another Redis, or to one with another number of partitions.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli store copy --to-redis other:6379 --to-partitions 16",
      "  rinha-cli store reopen"
    },
    subcommands = {StoreCopyCommand.class, StoreReopenCommand.class})
public final class StoreCommand extends CommandGroup {

  /** For picocli. */
  public StoreCommand() {}
}
