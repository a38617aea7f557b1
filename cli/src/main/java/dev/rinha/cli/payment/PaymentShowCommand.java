package dev.rinha.cli.payment;

import dev.rinha.cli.basics.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli payments show}: everything about one payment. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows all there is to know about one payment: its state, every attempt, its history, and"
          + " what happens next.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:the payment is known, whatever became of it",
      ExitCode.USAGE_LINE,
      "3:no such payment: never accepted, or purged",
      ExitCode.UNREACHABLE_LINE
    },
    footer = {
      "  rinha-cli payments show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3",
      "  rinha-cli payments show 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 --json"
    })
final class PaymentShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShownPayment payment = new ShownPayment();

  @Override
  public Integer call() {
    return payment.print(spec.commandLine().getOut(), _ -> true, "");
  }
}
