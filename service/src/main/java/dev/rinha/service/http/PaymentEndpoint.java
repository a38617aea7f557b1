package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.service.config.Range;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /payments/{correlationId}}: what became of a payment, and why. With {@code ?wait=5s}
 * it answers when the payment is finished, or when that time is over. Thread safe.
 */
final class PaymentEndpoint implements Handler {

  static final String PATH = "/payments/{correlationId}";
  static final List<String> PARAMETERS = List.of("wait");

  private static final Range<Duration> WAIT = Range.duration(Duration.ZERO, Duration.ofSeconds(10));

  private final OutcomeSource payments;
  private final WaitingRequests waiting;
  private final Duration retryAfter;

  PaymentEndpoint(OutcomeSource payments, WaitingRequests waiting, Duration retryAfter) {
    this.payments = payments;
    this.waiting = waiting;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    UUID correlationId = correlationId(request);
    Duration wait = wait(request.query().rawValue());
    PaymentDetails details = find(payments, correlationId, retryAfter);
    if (!details.status().finished() && wait.isPositive()) {
      await(correlationId, wait);
      details = find(payments, correlationId, retryAfter);
    }
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

  static PaymentDetails find(OutcomeSource payments, UUID correlationId, Duration retryAfter) {
    return StoreCalls.answered(() -> payments.find().apply(correlationId), retryAfter)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemType.PAYMENT_NOT_FOUND,
                        "payment " + correlationId + " is not known: never accepted, or purged")
                    .toException());
  }

  private void await(UUID correlationId, Duration wait) {
    try {
      if (waiting.await(payments.whenFinished().apply(correlationId), wait)) {
        return;
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
