package dev.rinha.cli.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.output.JsonDocument;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a payment that waits would cost at each processor now, as the worker says. Immutable.
 *
 * @param worker who was asked
 * @param trouble why it tells nothing; empty if it does
 * @param answer one node for each processor, the one with the least fee first
 */
record Quotes(String worker, String trouble, ArrayNode answer) {

  /** Asks a worker; never throws. */
  static Quotes ask(Web web, URI worker, UUID correlationId) {
    try {
      Web.Page page = web.get(worker.resolve("/payments/" + correlationId + "/quotes"));
      return switch (page.status()) {
        case 200 -> of(worker, page.body());
        case 404 -> none(worker, "it does not wait there, or the policy compares no costs");
        default -> none(worker, "it answers " + page.status());
      };
    } catch (IOException e) {
      return none(worker, String.valueOf(e.getMessage()));
    }
  }

  private static Quotes of(URI worker, String body) throws JsonProcessingException {
    return JsonDocument.MAPPER.readTree(body).path("quotes") instanceof ArrayNode quotes
        ? new Quotes(worker.toString(), "", quotes)
        : none(worker, "its answer is not understood");
  }

  private static Quotes none(URI worker, String trouble) {
    return new Quotes(worker.toString(), trouble, JsonDocument.MAPPER.createArrayNode());
  }

  /** For people. */
  List<String> lines() {
    if (!trouble.isEmpty()) {
      return List.of("what it would cost now is not known: worker " + worker + ": " + trouble);
    }
    List<String> lines = new ArrayList<>();
    lines.add("what it would cost now, says worker " + worker + ":");
    answer.forEach(quote -> lines.add(line(quote)));
    return lines;
  }

  private static String line(JsonNode quote) {
    BigDecimal fee = quote.path("fee").decimalValue();
    BigDecimal time = quote.path("time").decimalValue();
    return "  %-12s %s = fee %s + time %s (outage %s, backlog %s, latency %s)"
        .formatted(
            quote.path("processor").asText(),
            money(fee.add(time)),
            money(fee),
            money(time),
            Elapsed.text(quote.path("restOfOutageMillis").asLong()),
            Elapsed.text(quote.path("backlogMillis").asLong()),
            Elapsed.text(quote.path("latencyMillis").asLong()));
  }

  private static String money(BigDecimal units) {
    return units.setScale(4, RoundingMode.HALF_EVEN).toPlainString();
  }
}
