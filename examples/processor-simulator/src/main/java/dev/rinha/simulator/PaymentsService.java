package dev.rinha.simulator;

import dev.rinha.simulator.PaymentProcessing.Answer;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;

/** {@code /payments}: execute one, look one up. */
final class PaymentsService implements HttpService {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final byte[] PROCESSED = JsonObjects.message("payment processed successfully");
  private static final byte[] DUPLICATE =
      JsonObjects.message("correlationId is already stored; nothing was changed");
  private static final byte[] REJECTED =
      JsonObjects.message("too many payments at once; try again later");
  private static final byte[] FAILING =
      JsonObjects.message("the processor is set to fail; nothing was stored");
  private static final byte[] FAILED_AFTER_INSERT = JsonObjects.message("internal error");

  private final PaymentProcessing desk;
  private final StoredPayments ledger;
  private final RunningCounts tally;

  PaymentsService(PaymentProcessing desk, StoredPayments ledger, RunningCounts tally) {
    this.desk = desk;
    this.ledger = ledger;
    this.tally = tally;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/", this::pay).get("/{id}", this::find);
  }

  private void pay(ServerRequest request, ServerResponse response) {
    tally.received.increment();
    Answer answer = answer(request);
    switch (answer) {
      case PROCESSED -> {
        tally.processed.increment();
        Replies.json(response, Status.OK_200, PROCESSED);
      }
      case DUPLICATE -> {
        tally.duplicates.increment();
        Replies.json(response, Status.UNPROCESSABLE_CONTENT_422, DUPLICATE);
      }
      case REJECTED -> {
        tally.rejected.increment();
        Replies.calmDown(response, RETRY_AFTER, REJECTED);
      }
      case FAILING -> fail(response, Status.INTERNAL_SERVER_ERROR_500, FAILING);
      case FAILED_AFTER_INSERT ->
          fail(response, Status.INTERNAL_SERVER_ERROR_500, FAILED_AFTER_INSERT);
      case FULL -> fail(response, Status.INSUFFICIENT_STORAGE_507, full());
      case NONE -> {
        tally.unanswered.increment();
        throw new CloseConnectionException("a fault closes the connection without an answer");
      }
    }
  }

  private Answer answer(ServerRequest request) {
    try {
      return desk.handle(Replies.body(request));
    } catch (InvalidRequest invalid) {
      tally.invalid.increment();
      throw invalid;
    } catch (Stopped stopped) {
      tally.unanswered.increment();
      throw stopped;
    }
  }

  private void fail(ServerResponse response, Status status, byte[] body) {
    tally.failed.increment();
    Replies.json(response, status, body);
  }

  private byte[] full() {
    return JsonObjects.message(
        "the simulator stores at most " + ledger.limit() + " payments; purge them");
  }

  private void find(ServerRequest request, ServerResponse response) {
    UUID id = SubmittedPayment.uuid("id", request.path().pathParameters().get("id"));
    ledger
        .find(id)
        .ifPresentOrElse(
            payment -> Replies.json(response, Status.OK_200, body(payment)),
            () ->
                Replies.message(
                    response, Status.NOT_FOUND_404, "no payment has correlationId " + id));
  }

  private static byte[] body(StoredPayment payment) {
    return JsonObjects.object(
        fields -> {
          fields.writeStringField("correlationId", payment.correlationId().toString());
          JsonObjects.decimal(fields, "amount", BigDecimal.valueOf(payment.amountCents(), 2));
          fields.writeStringField("requestedAt", payment.requestedAt().toString());
        });
  }
}
