package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.RequestedAt;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * {@code GET /payments/{correlationId}/history}: every moment of a payment that is kept, in order
 * of time and in plain words. {@code GET /payments/{correlationId}/story} is what it was called
 * first, and says that it is not any more. Thread safe.
 */
final class HistoryEndpoint implements Handler {

  static final String PATH = "/payments/{correlationId}/history";
  static final String DEPRECATED_PATH = "/payments/{correlationId}/story";

  /** Since 2026-11-28, as RFC 9745 writes a time. */
  private static final Header DEPRECATION = HeaderValues.createCached("Deprecation", "@1795824000");

  private final String member;
  private final OutcomeSource payments;
  private final Duration retryAfter;

  private HistoryEndpoint(String member, OutcomeSource payments, Duration retryAfter) {
    this.member = member;
    this.payments = payments;
    this.retryAfter = retryAfter;
  }

  static Handler at(OutcomeSource payments, Duration retryAfter) {
    return new HistoryEndpoint("history", payments, retryAfter);
  }

  /** Answers as it always did, and says where to ask from now on. */
  static Handler atDeprecated(OutcomeSource payments, Duration retryAfter) {
    Handler same = new HistoryEndpoint("story", payments, retryAfter);
    return (request, response) -> {
      response.header(DEPRECATION);
      response.header(
          HeaderNames.LINK,
          "</payments/%s/history>; rel=\"successor-version\""
              .formatted(PaymentEndpoint.correlationId(request)));
      same.handle(request, response);
    };
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    UUID correlationId = PaymentEndpoint.correlationId(request);
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(
            PaymentEndpoint.find(payments, correlationId, retryAfter).history().stream()
                .map(HistoryEndpoint::json)
                .collect(Collectors.joining(",", "{\"%s\":[".formatted(member), "]}"))
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
