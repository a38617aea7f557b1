package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.service.config.Range;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * {@code GET /payments/{correlationId}}: what became of a payment, and why. With {@code ?wait=5s}
 * it answers when the payment is finished, or when that time is over. To a client another's payment
 * is as one that does not exist. Thread safe.
 */
final class PaymentEndpoint implements Handler {

  static final String PATH = "/payments/{correlationId}";
  static final List<String> PARAMETERS = List.of("wait");

  private static final Range<Duration> WAIT = Range.duration(Duration.ZERO, Duration.ofSeconds(10));

  private final OutcomeSource payments;
  private final Function<ServerRequest, Optional<ClientName>> clients;
  private final WaitingRequests waiting;
  private final Map<String, Fee> fees;
  private final Duration retryAfter;

  /**
   * @param clients which one asks; empty for somebody who may see every payment
   */
  PaymentEndpoint(
      OutcomeSource payments,
      Function<ServerRequest, Optional<ClientName>> clients,
      WaitingRequests waiting,
      Map<String, Fee> fees,
      Duration retryAfter) {
    this.payments = payments;
    this.clients = clients;
    this.waiting = waiting;
    this.fees = fees;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    UUID correlationId = correlationId(request);
    Duration wait = wait(request.query().rawValue());
    Optional<ClientName> client = clients.apply(request);
    if (client.isPresent() && wait.isPositive()) {
      requireOwn(find(payments, correlationId, retryAfter), client); // Else it would wait for it.
    }
    PaymentDetails details =
        (wait.isPositive() ? finished(correlationId, wait) : Optional.<PaymentDetails>empty())
            .orElseGet(() -> find(payments, correlationId, retryAfter));
    requireOwn(details, client);
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(PaymentJson.of(details).getBytes(StandardCharsets.UTF_8));
  }

  static UUID correlationId(ServerRequest request) {
    try {
      return CanonicalUuid.parse(request.path().pathParameters().get("correlationId"));
    } catch (IllegalArgumentException e) {
      throw Problem.parameter("correlationId", String.valueOf(e.getMessage())).toException();
    }
  }

  private static Duration wait(String rawQuery) {
    Optional<String> text = new QueryParameters(rawQuery).single("wait");
    try {
      return text.map(WAIT::parse).orElse(Duration.ZERO);
    } catch (RuntimeException e) {
      throw Problem.parameter(
              "wait", "must be " + WAIT.allowed() + ", was " + JsonText.excerpt(text.orElseThrow()))
          .toException();
    }
  }

  private static void requireOwn(PaymentDetails found, Optional<ClientName> client) {
    if (client.isPresent() && !found.client().equals(client)) {
      throw unknown(found.payment().correlationId());
    }
  }

  static PaymentDetails find(OutcomeSource payments, UUID correlationId, Duration retryAfter) {
    return StoreCalls.answered(() -> payments.find().apply(correlationId), retryAfter)
        .orElseThrow(() -> unknown(correlationId));
  }

  static ProblemException unknown(UUID correlationId) {
    return Problem.of(
            ProblemType.PAYMENT_NOT_FOUND,
            "payment " + correlationId + " is not known: never accepted, or purged")
        .toException();
  }

  /** What whoever waits is told has been read just then: it is not asked for again. */
  private Optional<PaymentDetails> finished(UUID correlationId, Duration wait) {
    try {
      CompletableFuture<PaymentRecord> finished = payments.whenFinished().apply(correlationId);
      if (finished.isDone() || waiting.await(finished, wait)) {
        return finished.state() == Future.State.SUCCESS
            ? Optional.of(PaymentDetails.of(finished.resultNow(), fees))
            : Optional.empty();
      }
    } catch (IllegalStateException e) {
      // Too many are waited for, in this process.
    }
    throw Problem.of(
            ProblemType.OVERLOADED,
            "too many requests wait for payments; ask without wait, or try again later")
        .retryAfter(retryAfter)
        .toException();
  }
}
