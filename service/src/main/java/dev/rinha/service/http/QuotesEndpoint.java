package dev.rinha.service.http;

import dev.rinha.core.routing.Quote;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * {@code GET /payments/{correlationId}/quotes}: what a payment that waits at this worker would cost
 * at each processor, fee and time, in units of the currency. Thread safe.
 */
final class QuotesEndpoint implements Handler {

  static final String PATH = "/payments/{correlationId}/quotes";

  private final QuoteSource source;

  QuotesEndpoint(QuoteSource source) {
    this.source = source;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    UUID correlationId = PaymentEndpoint.correlationId(request);
    List<Quote> quotes = source.quotes(correlationId);
    if (quotes.isEmpty()) {
      throw new ProblemException(
          Problem.of(
              ProblemType.NOT_WAITING,
              "payment " + correlationId + " does not wait at this worker for a decision by cost"));
    }
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(
            quotes.stream()
                .map(QuotesEndpoint::json)
                .collect(Collectors.joining(",", "{\"quotes\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8));
  }

  static String json(Quote quote) {
    return "{\"processor\":%s,\"fee\":%s,\"time\":%s,\"restOfOutageMillis\":%s,\"backlogMillis\":%s,\"latencyMillis\":%s}"
        .formatted(
            JsonText.quote(quote.processor()),
            units(quote.feeMicroCents()),
            units(quote.timeMicroCents()),
            quote.restOfOutageMillis(),
            quote.backlogMillis(),
            quote.latencyMillis());
  }

  private static String units(long microCents) {
    return BigDecimal.valueOf(microCents, 8).toPlainString();
  }
}
