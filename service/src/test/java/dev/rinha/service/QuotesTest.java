package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.routing.Quote;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QuotesTest {

  private static final UUID WAITS = UUID.fromString("4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3");

  private final RunningService service = RunningService.start(Map.of("mode", "worker"));

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void waitingPaymentIsQuotedInMoney() {
    service.quotes =
        Map.of(
            WAITS,
            List.of(
                new Quote("default", 99_500_000, 10_000, 5, 20, 99_700_000),
                new Quote("fallback", 298_500_000, 0, 0, 100, 995_000)));

    HttpResponse<String> answer = service.get("/payments/" + WAITS + "/quotes");

    assertEquals(200, answer.statusCode());
    assertEquals(
        "{\"quotes\":[{\"processor\":\"default\",\"fee\":0.99500000,\"time\":0.99700000,"
            + "\"restOfOutageMillis\":10000,\"backlogMillis\":5,\"latencyMillis\":20},"
            + "{\"processor\":\"fallback\",\"fee\":2.98500000,\"time\":0.00995000,"
            + "\"restOfOutageMillis\":0,\"backlogMillis\":0,\"latencyMillis\":100}]}",
        answer.body());
  }

  @Test
  void paymentThatDoesNotWaitHereIsNotFound() {
    HttpResponse<String> answer = service.get("/payments/" + WAITS + "/quotes");

    assertEquals(404, answer.statusCode());
    assertTrue(answer.body().contains("urn:rinha:problem:not-waiting"), answer::body);
  }

  @Test
  void otherTextThanACorrelationIdIsRefused() {
    HttpResponse<String> answer = service.get("/payments/test-001/quotes");

    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("correlationId must be a UUID"), answer::body);
  }
}
