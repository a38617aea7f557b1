package dev.rinha.cli.payment;

import dev.rinha.cli.basics.CommandGroup;
import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;

/** {@code rinha-cli payments}. */
@Command(
    name = "payments",
    aliases = "payment",
    mixinStandardHelpOptions = true,
    description = {
      "Lists payments in any state, and shows single ones.",
      "'payment' is another name of this command, and its first one."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli payments list --since -15m",
      "  rinha-cli payments show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"
    },
    subcommands = {PaymentsListCommand.class, PaymentShowCommand.class})
public final class PaymentsCommand extends CommandGroup {

  /** For picocli. */
  public PaymentsCommand() {}
}
