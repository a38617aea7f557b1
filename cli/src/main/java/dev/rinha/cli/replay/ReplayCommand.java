package dev.rinha.cli.replay;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli replay}: does again what was recorded. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Does again what was recorded, each thing once.",
    subcommands = {
      ReplayFileCommand.class,
      ReplayLedgerCommand.class,
      ReplayDeadLettersCommand.class,
      ReplayListCommand.class
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli replay file payments.ndjson --to http://localhost:9999",
      "  rinha-cli replay dead-letters --reason-code 'rejected by default' --reason 'limit raised'",
      "  rinha-cli replay list",
      "  rinha-cli replay ledger --rebuild-summary --dry-run"
    })
public final class ReplayCommand extends CommandGroup {

  /** For picocli. */
  public ReplayCommand() {}
}
