package dev.rinha.cli.payment;

import dev.rinha.cli.basics.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rinha-cli payment}. */
@Command(
    name = "payment",
    mixinStandardHelpOptions = true,
    description = "Looks at single payments.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {"  rinha-cli payment show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"},
    subcommands = {PaymentShowCommand.class})
public final class PaymentCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For picocli. */
  public PaymentCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show?");
  }
}
