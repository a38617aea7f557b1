package dev.rinha.cli.deadletter;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.payment.ShownPayment;
import dev.rinha.core.payment.PaymentState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli dead-letters show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows one dead letter, also one that was discarded: its reason, every attempt and its"
          + " history.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      "3:there is no such payment, or it is not dead",
      ExitCode.UNREACHABLE_LINE
    },
    footer = {"  rinha-cli dead-letters show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"})
final class DeadLettersShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShownPayment payment = new ShownPayment();

  @Override
  public Integer call() {
    return payment.print(
        spec.commandLine().getOut(), DeadLettersShowCommand::isLetter, "is no dead letter");
  }

  private static boolean isLetter(PaymentState state) {
    return switch (state) {
      case PaymentState.Dead _, PaymentState.Discarded _ -> true;
      case PaymentState.Queued _,
          PaymentState.Sending _,
          PaymentState.InDoubt _,
          PaymentState.Settled _ ->
          false;
    };
  }
}
