package dev.rinha.cli.token;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Makes tokens for those who may ask a service.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = "  rinha-cli token new --name shop --role client",
    subcommands = TokenNewCommand.class)
public final class TokenCommand extends CommandGroup {

  /** For picocli. */
  public TokenCommand() {}
}
