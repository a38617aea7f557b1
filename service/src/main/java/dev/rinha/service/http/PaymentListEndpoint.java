package dev.rinha.service.http;

import dev.rinha.core.ListedPayment;
import dev.rinha.core.PaymentQuery;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.PaymentSearch.Found;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.summary.TimeWindow;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code GET /payments}: payments in any state, page by page. Thread safe; a few read at the same
 * time and others wait, so that lists take no more memory, and no more of the store, than these.
 */
final class PaymentListEndpoint implements Handler {

  static final List<String> PARAMETERS =
      List.of("state", "processor", "since", "until", "minAmount", "reason", "limit", "cursor");

  private static final Set<PaymentStatus> GIVEN_UP =
      EnumSet.of(PaymentStatus.DEAD, PaymentStatus.DISCARDED);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final int MOST_AT_ONCE = 4;

  private final PaymentSearch payments;
  private final Duration retryAfter;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  PaymentListEndpoint(PaymentSearch payments, Duration retryAfter) {
    this.payments = payments;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    QueryParameters parameters = new QueryParameters(request.query().rawValue());
    Optional<PaymentQuery> query = query(parameters);
    Optional<String> cursor = parameters.single("cursor");
    int limit =
        read(
                parameters,
                "limit",
                "a whole number from 1 to " + MAX_LIMIT,
                PaymentListEndpoint::limit)
            .orElse(DEFAULT_LIMIT);
    places.acquireUninterruptibly();
    try {
      Found found =
          query.isPresent()
              ? find(query.get(), cursor, limit)
              : new Found(List.of(), Optional.empty());
      response
          .header(HeaderValues.CONTENT_TYPE_JSON)
          .send(json(found).getBytes(StandardCharsets.UTF_8));
    } finally {
      places.release();
    }
  }

  private Found find(PaymentQuery query, Optional<String> cursor, int limit) {
    try {
      return StoreCalls.answered(() -> payments.find(query, cursor, limit), retryAfter);
    } catch (IllegalArgumentException e) {
      throw invalid("cursor", "the next of an earlier answer", cursor.orElse(""));
    }
  }

  /** Empty if nothing can be meant: no millisecond is in the window. */
  private static Optional<PaymentQuery> query(QueryParameters parameters) {
    Optional<String> reason = parameters.single("reason");
    Set<PaymentStatus> statuses =
        read(parameters, "state", "some of " + words(), PaymentListEndpoint::statuses)
            .orElse(reason.isPresent() ? GIVEN_UP : EnumSet.allOf(PaymentStatus.class));
    if (reason.isPresent() && !GIVEN_UP.containsAll(statuses)) {
      throw Problem.parameter(
              "reason", "is a reason of death; it goes with state=dead,discarded alone")
          .toException();
    }
    String processor =
        read(
                parameters,
                "processor",
                "the name of a processor such as default",
                PaymentListEndpoint::processor)
            .orElse("");
    long minCents =
        read(parameters, "minAmount", "an amount such as 99.90", Money::parse)
            .map(Money::cents)
            .orElse(0L);
    Optional<TimeWindow> window = WindowQuery.parse(parameters, "since", "until");
    return window.map(
        times -> new PaymentQuery(statuses, processor, times, minCents, reason.orElse("")));
  }

  static <T> Optional<T> read(
      QueryParameters parameters, String name, String allowed, Function<String, T> parser) {
    Optional<String> text = parameters.single(name);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      throw invalid(name, allowed, text.orElse(""));
    }
  }

  private static ProblemException invalid(String name, String allowed, String text) {
    return Problem.parameter(name, "must be " + allowed + ", was " + JsonText.excerpt(text))
        .toException();
  }

  private static Set<PaymentStatus> statuses(String text) {
    return Arrays.stream(text.split(",", -1)).map(PaymentStatus::parse).collect(Collectors.toSet());
  }

  private static String words() {
    return Arrays.stream(PaymentStatus.values())
        .map(PaymentStatus::text)
        .collect(Collectors.joining(", "));
  }

  static String processor(String text) {
    if (!text.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException();
    }
    return limit;
  }

  private static String json(Found found) {
    StringBuilder json = new StringBuilder("{\"payments\":[");
    String separator = "";
    for (ListedPayment payment : found.payments()) {
      json.append(separator).append(json(payment));
      separator = ",\n";
    }
    json.append(']');
    found.next().ifPresent(next -> json.append(",\"next\":").append(JsonText.quote(next)));
    return json.append('}').toString();
  }

  private static String json(ListedPayment payment) {
    StringJoiner json = new StringJoiner(",", "{", "}");
    json.add("\"status\":\"" + payment.status().text() + "\"");
    json.add("\"since\":\"" + RequestedAt.text(payment.sinceMillis()) + "\"");
    if (!payment.processor().isEmpty()) {
      json.add("\"processor\":" + JsonText.quote(payment.processor()));
    }
    json.add("\"amount\":" + payment.amount());
    json.add("\"correlationId\":\"" + payment.correlationId() + "\"");
    if (!payment.reason().isEmpty()) {
      json.add("\"reason\":" + JsonText.quote(payment.reason()));
    }
    return json.toString();
  }
}
