package dev.rinha.cli.replay;

import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
public final class ReplayCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For picocli. */
  public ReplayCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "file, ledger, dead-letters or list?");
  }
}
