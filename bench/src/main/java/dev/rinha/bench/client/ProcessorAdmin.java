package dev.rinha.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A processor seen from the test's side: its settings, its summary, its payments. Not thread safe.
 */
public final class ProcessorAdmin implements AutoCloseable {

  private static final int NOT_FOUND = 404;

  private final String name;
  private final HttpConnection connection;

  ProcessorAdmin(String name, HttpConnection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** What a processor has executed, and the fraction of the amount it charges. */
  public record Summary(RecordedTotals tally, BigDecimal fee) {}

  public void purge() throws IOException {
    change("POST", "/admin/purge-payments", "");
  }

  public void apply(Schedule.Conditions conditions) throws IOException {
    change("PUT", "/admin/configurations/delay", "{\"delay\":" + conditions.delayMillis() + "}");
    change("PUT", "/admin/configurations/failure", "{\"failure\":" + conditions.failing() + "}");
    JsonNode faults = conditions.faults();
    if (faults != null) {
      change("PUT", "/admin/configurations/faults", faults.toString());
    }
  }

  public Summary summary(SummaryWindow window) throws IOException {
    return summary(window.query());
  }

  /** Everything the processor has executed since its purge. */
  public Summary summary() throws IOException {
    return summary("");
  }

  private Summary summary(String query) throws IOException {
    String path = "/admin/payments-summary";
    JsonNode answer = Answers.object(call("GET", path), connection.get(path + query));
    return new Summary(Answers.tally(answer), Answers.decimal(answer, "feePerTransaction"));
  }

  /** The amount in cents under which the processor has stored a payment; empty when it has not. */
  public OptionalLong amountCentsOf(UUID id) throws IOException {
    HttpAnswer answer = connection.get("/payments/" + id);
    return answer.status() == NOT_FOUND
        ? OptionalLong.empty()
        : OptionalLong.of(
            Answers.cents(Answers.object(call("GET", "/payments/{id}"), answer), "amount"));
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
