package dev.rinha.cli.payment;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.store.redis.RedisStore;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli explain}: the story of one payment, read from the store. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what happened to one payment, when and why: held, sent, what came of it.",
      "Only reads; safe at any time."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:the payment is known, whatever became of it",
      "2:wrong use, for instance not a correlation id",
      "3:no such payment: never accepted, or purged",
      ExitCode.UNREACHABLE_LINE
    },
    footer = {
      "  rinha-cli explain 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3",
      "  rinha-cli explain 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 --json"
    })
public final class ExplainCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private DocumentOption output = new DocumentOption();

  @Mixin private PaymentParameter payment = new PaymentParameter();

  /** For picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() {
    UUID asked = payment.id();
    try (RedisStore store = redis.open()) {
      Story story =
          store
              .find(asked)
              .map(known -> Story.of(known, store.pauses(), clock.millis()))
              .orElseThrow(payment::unknown);
      output.print(spec.commandLine().getOut(), story::lines, () -> PaymentSheet.json(story));
    }
    return ExitCode.OK;
  }
}
