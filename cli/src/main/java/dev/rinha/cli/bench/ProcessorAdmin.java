package dev.rinha.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A processor seen from the test's side: its settings, its summary, its payments. Not thread safe.
 */
final class ProcessorAdmin implements AutoCloseable {

  private static final int NOT_FOUND = 404;

  private final String name;
  private final HttpConnection connection;

  ProcessorAdmin(String name, HttpConnection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** What a processor has executed, and the fraction of the amount it charges. */
  record Summary(RecordedTotals tally, BigDecimal fee) {
    static final Summary NONE = new Summary(RecordedTotals.NONE, BigDecimal.ZERO);
  }

  void purge() throws IOException {
    change("POST", "/admin/purge-payments", "");
  }

  void apply(Schedule.Conditions conditions) throws IOException {
    change("PUT", "/admin/configurations/delay", "{\"delay\":" + conditions.delayMillis() + "}");
    change("PUT", "/admin/configurations/failure", "{\"failure\":" + conditions.failing() + "}");
    JsonNode faults = conditions.faults();
    if (faults != null) {
      change("PUT", "/admin/configurations/faults", faults.toString());
    }
  }

  Summary summary(SummaryWindow window) throws IOException {
    return summary(window.query());
  }

  /** Everything the processor has executed since its purge. */
  Summary summary() throws IOException {
    return summary("");
  }

  private Summary summary(String query) throws IOException {
    String path = "/admin/payments-summary";
    JsonNode answer = BenchJson.object(call("GET", path), connection.get(path + query));
    return new Summary(BenchJson.tally(answer), BenchJson.decimal(answer, "feePerTransaction"));
  }

  /** The amount in cents under which the processor has stored a payment; empty when it has not. */
  OptionalLong amountCentsOf(UUID id) throws IOException {
    HttpAnswer answer = connection.get("/payments/" + id);
    return answer.status() == NOT_FOUND
        ? OptionalLong.empty()
        : OptionalLong.of(
            BenchJson.cents(BenchJson.object(call("GET", "/payments/{id}"), answer), "amount"));
  }

  private void change(String method, String path, String body) throws IOException {
    HttpAnswer answer = connection.send(method, path, body);
    if (!answer.isSuccess()) {
      throw new UnexpectedAnswerException(call(method, path), answer);
    }
  }

  private String call(String method, String path) {
    return "processor " + name + ": " + method + " " + path;
  }

  @Override
  public void close() {
    connection.close();
  }
}
