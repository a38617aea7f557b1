package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.cli.payment.PaymentSheet;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
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
      "Shows one payment in doubt: every attempt, its story, and what happens next.",
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

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DocumentOption output = new DocumentOption();
  @Mixin private PaymentParameter payment = new PaymentParameter();

  @Override
  public Integer call() {
    var id = payment.id();
    try (SharedStore store = redis.open()) {
      PaymentRecord known = store.ledger().find(id).orElseThrow(payment::unknown);
      if (!(known.state() instanceof PaymentState.InDoubt)) {
        throw new CommandFailure(
            "payment " + id + " is not in doubt; see " + redis.next(NextCommand.PAYMENT_SHOW, id),
            ExitCode.FINDING);
      }
      PaymentSheet sheet = PaymentSheet.of(known, store.pauses().current(), clock.millis(), redis);
      output.print(spec.commandLine().getOut(), sheet::lines, sheet::json);
    }
    return ExitCode.OK;
  }
}
