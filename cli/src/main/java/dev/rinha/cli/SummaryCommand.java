package dev.rinha.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.core.payment.Money;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.Totals;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli summary}: what was executed where, read from the store. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = "Shows how many payments each processor executed, and what they come to.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  rinha-cli summary",
      "  rinha-cli summary --from 2025-07-15T12:00:00Z --to 2025-07-15T12:59:59.999Z --json"
    })
final class SummaryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();

  @Option(names = "--json", description = "Print JSON, as GET /payments-summary does")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    var asked = window.window();
    try (RedisStore store = redis.open()) {
      Summary summary = store.summary(asked);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? json(summary) : table(summary));
      out.flush();
    }
    return ExitCode.OK;
  }

  private static String json(Summary summary) throws Exception {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    summary
        .processors()
        .forEach(
            (name, totals) ->
                root.putObject(name)
                    .put("totalRequests", totals.count())
                    .put("totalAmount", BigDecimal.valueOf(totals.cents(), 2)));
    return mapper.writeValueAsString(root);
  }

  private static String table(Summary summary) {
    StringBuilder table = new StringBuilder(row("processor", "payments", "amount"));
    summary.processors().forEach((name, totals) -> table.append(row(name, totals)));
    return table.append(row("total", summary.total())).toString().stripTrailing();
  }

  private static String row(String name, Totals totals) {
    return row(name, Long.toString(totals.count()), Money.format(totals.cents()));
  }

  private static String row(String name, String count, String amount) {
    return "%-16s %12s %18s%n".formatted(name, count, amount);
  }
}
