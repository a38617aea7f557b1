package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli in-doubt}. */
@Command(
    name = "in-doubt",
    mixinStandardHelpOptions = true,
    description =
        "Lists, shows and resolves payments in doubt: attempted, and nobody knows yet whether they"
            + " were executed.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli in-doubt list",
      "  rinha-cli in-doubt resolve 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --as settled --reason 'statement of the bank'"
    },
    subcommands = {InDoubtListCommand.class, InDoubtShowCommand.class, InDoubtResolveCommand.class})
public final class InDoubtCommand extends CommandGroup {

  /** For picocli. */
  public InDoubtCommand() {}
}
