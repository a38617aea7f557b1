package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.payment.ShownPayment;
import dev.rinha.core.payment.PaymentState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli in-doubt show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows one payment in doubt: every attempt, its history, and what happens next.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      "3:there is no such payment, or it is not in doubt",
      ExitCode.UNREACHABLE_LINE
    },
    footer = {"  rinha-cli in-doubt show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"})
final class InDoubtShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShownPayment payment = new ShownPayment();

  @Override
  public Integer call() {
    return payment.print(
        spec.commandLine().getOut(), PaymentState.InDoubt.class::isInstance, "is not in doubt");
  }
}
