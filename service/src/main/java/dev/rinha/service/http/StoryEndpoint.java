package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.RequestedAt;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * {@code GET /payments/{correlationId}/story}: every moment of a payment that is kept, in order of
 * time and in plain words. Thread safe.
 */
final class StoryEndpoint implements Handler {

  static final String PATH = "/payments/{correlationId}/story";

  private final OutcomeSource payments;
  private final Duration retryAfter;

  StoryEndpoint(OutcomeSource payments, Duration retryAfter) {
    this.payments = payments;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    UUID correlationId = PaymentEndpoint.correlationId(request);
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(
            PaymentEndpoint.find(payments, correlationId, retryAfter).story().stream()
                .map(StoryEndpoint::json)
                .collect(Collectors.joining(",", "{\"story\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String json(PaymentDetails.Moment moment) {
    return "{\"at\":\"%s\"%s,\"text\":%s}"
        .formatted(
            RequestedAt.text(moment.atMillis()),
            moment.tookMillis().isPresent()
                ? ",\"tookMillis\":" + moment.tookMillis().getAsLong()
                : "",
            JsonText.quote(moment.text()));
  }
}
