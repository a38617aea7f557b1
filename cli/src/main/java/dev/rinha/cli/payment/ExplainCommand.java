package dev.rinha.cli.payment;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.CorrelationId;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.store.redis.RedisStore;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
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
      "3:no such payment: never accepted, purged, or past its retention",
      "4:Redis cannot be reached"
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

  @Parameters(
      index = "0",
      paramLabel = "CORRELATION-ID",
      description = "The correlationId of the payment")
  private String correlationId = "";

  /** For picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() {
    UUID asked = correlationId();
    try (RedisStore store = redis.open()) {
      Story story =
          store
              .find(asked)
              .map(known -> Story.of(known, store.pauses(), clock.millis()))
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "no payment "
                              + asked
                              + " in this store: never accepted, purged, or past its retention",
                          ExitCode.FINDING));
      output.print(spec.commandLine().getOut(), story::lines, () -> PaymentSheet.json(story));
    }
    return ExitCode.OK;
  }

  private UUID correlationId() {
    try {
      return CorrelationId.parse(correlationId);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
