package dev.rinha.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.schedule.Both;
import dev.rinha.core.payment.Money;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The backend under test, over one connection. Not thread safe. */
public final class BackendClient implements AutoCloseable {

  /** As long as a stack of containers may take to become ready. */
  private static final Duration READY_BOUND = Duration.ofSeconds(40);

  private static final Duration READY_POLL = Duration.ofMillis(200);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int SERVICE_UNAVAILABLE = 503;

  /** No payment has it. */
  private static final UUID NIL = new UUID(0, 0);

  /** The problem of a service whose store did not answer in time. */
  private static final String ACCEPTANCE_UNKNOWN = "urn:rinha:problem:acceptance-unknown";

  private final HttpConnection connection;

  public BackendClient(HttpConnection connection) {
    this.connection = connection;
  }

  /** Posts one payment and says what became of it; never throws. */
  public Submission pay(UUID id, long amountCents) {
    String body = "{\"correlationId\":\"" + id + "\",\"amount\":" + Money.format(amountCents) + "}";
    return new Submission(id, amountCents, outcome(body));
  }

  private Submission.Outcome outcome(String body) {
    try {
      HttpAnswer answer = connection.send("POST", "/payments", body);
      if (answer.isSuccess()) {
        return Submission.ACCEPTED;
      }
      String status = "HTTP " + answer.status();
      return answer.body().contains(ACCEPTANCE_UNKNOWN)
          ? new Submission.Unanswered(status + ", not known whether it was accepted")
          : new Submission.Refused(status);
    } catch (NotSentException e) {
      return new Submission.Refused("no connection");
    } catch (IOException e) {
      return new Submission.Unanswered(String.valueOf(e.getMessage()));
    }
  }

  public Both<RecordedTotals> summary(SummaryWindow window) throws IOException {
    return summary(window.query());
  }

  /** Everything the backend has recorded since its purge. */
  public Both<RecordedTotals> summary() throws IOException {
    return summary("");
  }

  private Both<RecordedTotals> summary(String query) throws IOException {
    String call = "GET /payments-summary";
    JsonNode answer = Answers.object(call, connection.get("/payments-summary" + query));
    return new Both<>(
        Answers.tally(answer.path(Both.NAMES.primary())),
        Answers.tally(answer.path(Both.NAMES.fallback())));
  }

  /**
   * Any HTTP answer will do: somebody is there. Waits while the backend answers that it is not
   * ready yet, as one that has just started does.
   */
  public void reach() throws IOException {
    long untilNanos = System.nanoTime() + READY_BOUND.toNanos();
    while (connection.get("/payments-summary").status() == SERVICE_UNAVAILABLE
        && System.nanoTime() < untilNanos) {
      LockSupport.parkNanos(READY_POLL.toNanos());
    }
  }

  /** Whether it tells whoever shows this token, or none, nothing of all payments together. */
  public boolean refusesReader() throws IOException {
    return isRefused("/payments-summary");
  }

  /** Whether it tells whoever shows this token, or none, nothing of a payment. */
  public boolean refusesClient() throws IOException {
    return isRefused("/payments/" + NIL);
  }

  private boolean isRefused(String path) throws IOException {
    int status = connection.get(path).status();
    return status == UNAUTHORIZED || status == FORBIDDEN;
  }

  /**
   * What it calls its environment; empty if it has no name for it, as others than ours have not.
   *
   * @throws UnexpectedAnswerException if it is not ready and so does not tell
   */
  public Optional<String> environment() throws IOException {
    HttpAnswer answer = connection.get("/healthz");
    if (answer.status() == SERVICE_UNAVAILABLE) {
      throw new UnexpectedAnswerException("GET /healthz", answer);
    }
    return answer.isSuccess() ? Answers.text(answer, "environment") : Optional.empty();
  }

  public void purge() throws IOException {
    HttpAnswer answer = connection.send("POST", "/purge-payments", "");
    if (!answer.isSuccess()) {
      throw new UnexpectedAnswerException("POST /purge-payments", answer);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
