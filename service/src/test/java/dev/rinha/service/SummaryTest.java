package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SummaryTest {

  private static final long SECOND = Instant.parse("2025-07-15T12:34:56Z").toEpochMilli();

  private final RunningService service = RunningService.start(Map.of("mode", "worker"));

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void everyConfiguredProcessorIsListed() {
    HttpResponse<String> answer = service.get("/payments-summary");

    assertEquals(200, answer.statusCode());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(
        "{\"default\":{\"totalRequests\":0,\"totalAmount\":0.00},"
            + "\"fallback\":{\"totalRequests\":0,\"totalAmount\":0.00}}",
        answer.body());
  }

  @Test
  void totalsAreExactAndFormerProcessorsKept() {
    service.summary =
        new Summary(
            new TreeMap<>(
                Map.of(
                    "default", new Totals(3, 5970),
                    "fallback", new Totals(1, 5),
                    "former", new Totals(2, 900_000_000_000_000_001L))));

    assertEquals(
        "{\"default\":{\"totalRequests\":3,\"totalAmount\":59.70},"
            + "\"fallback\":{\"totalRequests\":1,\"totalAmount\":0.05},"
            + "\"former\":{\"totalRequests\":2,\"totalAmount\":9000000000000000.01}}",
        service.get("/payments-summary").body());
  }

  static Stream<Arguments> windows() {
    return Stream.of(
        arguments("", Long.MIN_VALUE, Long.MAX_VALUE),
        arguments("?", Long.MIN_VALUE, Long.MAX_VALUE),
        arguments("?&&", Long.MIN_VALUE, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56.000Z", SECOND, Long.MAX_VALUE),
        arguments("?to=2025-07-15T12:34:56.000Z", Long.MIN_VALUE, SECOND),
        arguments("?from=2025-07-15T12:34:56Z&to=2025-07-15T12:34:56Z", SECOND, SECOND),
        arguments("?from=2025-07-15T12:34:56.7Z", SECOND + 700, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56.000001Z", SECOND + 1, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56.999000001Z", SECOND + 1000, Long.MAX_VALUE),
        arguments("?to=2025-07-15T12:34:56.000999999Z", Long.MIN_VALUE, SECOND),
        arguments("?to=1969-12-31T23:59:59.9995Z", Long.MIN_VALUE, -1L),
        arguments("?from=1969-12-31T23:59:59.9985Z", -1L, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56%2B00:00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56+00:00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56+00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56-00:00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:34:56+00:00:00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T09:34:56-03:00", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T18:19:56%2B05:45", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15t12:34:56z", SECOND, Long.MAX_VALUE),
        arguments("?from=2025-07-15T12:35Z", SECOND + 4000, Long.MAX_VALUE),
        arguments(
            "?from=2025-07-15T12%3A34%3A56.000Z&to=2025-07-15T12%3A34%3A57.000Z",
            SECOND, SECOND + 1000));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("windows")
  void windowIsReadToTheMillisecond(String query, long from, long to) {
    HttpResponse<String> answer = service.get("/payments-summary" + query);

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(List.of(new TimeWindow(from, to)), service.askedWindows);
  }

  @Test
  void windowWithinOneMillisecondIsEmptyAndNoError() {
    HttpResponse<String> answer =
        service.get(
            "/payments-summary?from=2025-07-15T12:34:56.0002Z&to=2025-07-15T12:34:56.0008Z");

    assertEquals(200, answer.statusCode());
    assertEquals(List.of(), service.askedWindows);
  }

  @Test
  void storeThatIsAwayAsksToComeBack() {
    service.beforeSummary =
        () -> {
          throw new StoreException("connection refused");
        };

    HttpResponse<String> answer = service.get("/payments-summary");

    assertEquals(503, answer.statusCode());
    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
  }

  @Test
  void purgeForgetsEverythingWithAndWithoutBody() {
    assertEquals(
        200, service.send("POST", "/purge-payments", BodyPublishers.noBody()).statusCode());
    assertEquals(200, service.post("/purge-payments", "{}").statusCode());
    assertEquals(2, service.purges.get());
  }

  @Test
  void workerTakesNoPayments() {
    assertEquals(404, service.post("/payments", "{}").statusCode());
  }
}
