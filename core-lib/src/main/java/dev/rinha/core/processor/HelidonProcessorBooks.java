package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The books of a processor that speaks the HTTP API of the challenge. A summary is asked for to the
 * last microsecond of its last millisecond, so that neighbouring windows leave no gap. Thread safe;
 * calls block.
 */
public final class HelidonProcessorBooks implements ProcessorBooks {

  /** How long a summary may take: 10 s. */
  public static final Duration SUMMARY_TIMEOUT = Duration.ofSeconds(10);

  /** What {@code X-Rinha-Token} is unless it was changed. */
  public static final String DEFAULT_TOKEN = "123";

  private static final long LAST_MICRO_NANOS = 999_000;
  private static final String PATH = "/admin/payments-summary";

  private final HelidonProcessorClient http;
  private final Header token;

  /**
   * The books of a processor that wants no headers.
   *
   * @param url see {@link HelidonProcessorClient#builder}
   * @param token see {@link #HelidonProcessorBooks(HelidonProcessorClient, String)}
   */
  public HelidonProcessorBooks(URI url, String token) {
    this(new HelidonProcessorClient(url), token);
  }

  /**
   * The books of a processor as that client calls it, below its path and with its headers.
   *
   * @param client is closed with the books
   * @param token what the processor wants in the header {@code X-Rinha-Token}
   */
  public HelidonProcessorBooks(HelidonProcessorClient client, String token) {
    this.http = requireNonNull(client, "client");
    this.token =
        HeaderValues.create(
            HeaderNames.create("X-Rinha-Token"), false, true, requireNonNull(token, "token"));
  }

  @Override
  public Totals totals(TimeWindow window) {
    HelidonProcessorClient.Answer answer;
    try {
      answer = http.get(PATH, SUMMARY_TIMEOUT, request -> within(window, request.header(token)));
    } catch (RuntimeException e) {
      throw new UnavailableException(HelidonProcessorClient.describe(e));
    }
    return switch (answer.status()) {
      case 200 -> totals(HelidonProcessorClient.fields(answer.body()));
      case 401, 403 -> throw new UnavailableException("it does not accept the token");
      default -> throw new UnavailableException("status " + answer.status());
    };
  }

  /** With a bound missing a processor sums up everything. */
  private static HttpClientRequest within(TimeWindow window, HttpClientRequest request) {
    return window.equals(TimeWindow.ALL)
        ? request
        : request
            .queryParam("from", RequestedAt.text(window.fromMillis()))
            .queryParam(
                "to",
                Instant.ofEpochMilli(window.toMillis()).plusNanos(LAST_MICRO_NANOS).toString());
  }

  private static Totals totals(Map<String, String> fields) {
    String count = fields.get("totalRequests");
    String amount = fields.get("totalAmount");
    if (count == null || amount == null) {
      throw new UnavailableException("an answer without totalRequests or totalAmount");
    }
    try {
      return new Totals(
          Long.parseLong(count),
          new BigDecimal(amount)
              .movePointRight(2)
              .setScale(0, RoundingMode.HALF_EVEN)
              .longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new UnavailableException("an answer that cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Lookup find(UUID correlationId) {
    return http.find(correlationId);
  }

  @Override
  public void close() {
    http.close();
  }
}
