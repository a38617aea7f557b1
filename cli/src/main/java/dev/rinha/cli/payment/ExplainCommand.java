package dev.rinha.cli.payment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.DocumentOption;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rinha-cli explain}: the history of one payment, read from the store. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what happened to one payment, when and why: held, sent, what came of it. Of one that"
          + " waits the worker is asked what it would cost at each processor now, fee and time.",
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
    try (SharedStore store = redis.open()) {
      Explanation explanation =
          store
              .ledger()
              .find(asked)
              .map(known -> Explanation.of(known, store.pauses().current(), clock.millis()))
              .orElseThrow(payment::unknown);
      Optional<Quotes> quotes = explanation.waits() ? quotes(asked) : Optional.empty();
      output.print(
          spec.commandLine().getOut(),
          () -> lines(explanation, quotes),
          () -> json(explanation, quotes));
    }
    return ExitCode.OK;
  }

  private Optional<Quotes> quotes(UUID asked) {
    try (Web web = redis.installation().web()) {
      return redis.installation().worker().map(worker -> Quotes.ask(web, worker.url(), asked));
    }
  }

  private static List<String> lines(Explanation explanation, Optional<Quotes> quotes) {
    List<String> lines = new ArrayList<>(explanation.lines());
    quotes.ifPresent(known -> lines.addAll(known.lines()));
    return lines;
  }

  private static ObjectNode json(Explanation explanation, Optional<Quotes> quotes) {
    ObjectNode root = PaymentSheet.json(explanation);
    quotes.ifPresent(known -> root.set("quotes", known.answer()));
    return root;
  }
}
