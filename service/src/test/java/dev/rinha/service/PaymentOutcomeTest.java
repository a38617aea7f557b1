package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /payments/{correlationId}}, over a store in memory that nobody works on. */
class PaymentOutcomeTest {

  private static final long ACCEPTED = 1_752_583_000_123L;

  private final UUID id = UUID.randomUUID();
  private final String path = "/payments/" + id;

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "standalone"})
  void everyInstanceTellsWhatBecameOfAPayment(String mode) {
    try (var service = RunningService.start(Map.of("mode", mode))) {
      accept(service);
      HttpResponse<String> queued = service.get(path);
      assertEquals(200, queued.statusCode());
      assertEquals("application/json", queued.headers().firstValue("Content-Type").orElse(""));
      assertEquals(
          """
          {"correlationId":"%s","amount":19.90,"status":"queued",\
          "acceptedAt":"2025-07-15T12:36:40.123Z","since":"2025-07-15T12:36:40.123Z",\
          "attempts":0,"reason":"it waits to be sent"}\
          """
              .formatted(id),
          queued.body());

      settle(service);
      assertEquals(
          """
          {"correlationId":"%s","amount":19.90,"status":"settled",\
          "acceptedAt":"2025-07-15T12:36:40.123Z","processor":"default",\
          "requestedAt":"2025-07-15T12:36:40.163Z","since":"2025-07-15T12:36:40.173Z",\
          "attempts":1,"fee":0.995,"reason":"default executed it; default was chosen because it is\
           the cheapest processor and it works"}\
          """
              .formatted(id),
          service.get(path).body());
    }
  }

  @Test
  void acceptedPaymentSaysWhereItsOutcomeIs() {
    try (var service = RunningService.start(Map.of())) {
      String body = "{\"correlationId\":\"" + id + "\",\"amount\":19.90}";
      assertEquals(path, location(service.post("/payments", body)));
      assertEquals(path, location(service.post("/payments", body)));
    }
  }

  private static String location(HttpResponse<String> answer) {
    assertEquals(202, answer.statusCode());
    return answer.headers().firstValue("Location").orElse("");
  }

  @Test
  void unknownPaymentIsNotFound() {
    try (var service = RunningService.start(Map.of())) {
      for (String query : List.of("", "?wait=5s")) {
        HttpResponse<String> answer = service.get(path + query);
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("urn:rinha:problem:payment-not-found"), answer.body());
        assertTrue(answer.body().contains(id + " is not known"), answer.body());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/payments/1",
        "?wait=11s",
        "?wait=-1s",
        "?wait=5",
        "?wait=",
        "?wait=1s&wait=1s",
        "?w=1s"
      })
  void questionThatIsNoneIsRefused(String what) {
    try (var service = RunningService.start(Map.of())) {
      HttpResponse<String> answer = service.get(what.startsWith("/") ? what : path + what);
      assertEquals(400, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("invalid-parameter"), answer.body());
    }
  }

  @Test
  void listIsNotForTheSameAddress() {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      assertEquals(405, service.get("/payments").statusCode());
      assertEquals(405, service.post(path, "{}").statusCode());
    }
  }

  @Test
  void whoeverWaitsIsAnsweredWhenThePaymentIsFinished() throws Exception {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      accept(service);
      var waiting = waiting(service);
      assertTrue(service.get(path + "?wait=100ms").body().contains("\"queued\""));
      assertFalse(waiting.isDone());

      settle(service);

      assertTrue(waiting.get(9, TimeUnit.SECONDS).body().contains("\"settled\""));
    }
  }

  /** It once asked before, at the beginning of the wait, and after it. */
  @Test
  void whoeverWaitsHasTheStoreAskedForWhatIsReadMeanwhileNotOnceMore() throws Exception {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      accept(service);
      var waiting = waiting(service);
      settle(service);
      String settled = waiting.get(9, TimeUnit.SECONDS).body();
      assertEquals(settled, service.get(path + "?wait=5s").body());
      assertEquals(0, service.finds.get());

      assertEquals(settled, service.get(path).body());
      assertEquals(1, service.finds.get());
    }
  }

  @Test
  void waitingTakesNoPlaceOfTheRequestsThatAreHandled() throws Exception {
    try (var service =
        RunningService.start(
            Map.of(
                "mode", "api",
                "server.max-concurrent-requests", "1",
                "server.max-waiting-requests", "2"))) {
      accept(service);
      var first = waiting(service);
      var second = waiting(service);
      service.await(() -> tooMany(service.get(path + "?wait=1ms")));

      assertTrue(service.get(path).body().contains("\"queued\""));
      assertEquals(202, service.post("/payments", body(UUID.randomUUID())).statusCode());
      settle(service);
      assertTrue(first.get(9, TimeUnit.SECONDS).body().contains("\"settled\""));
      assertTrue(second.get(9, TimeUnit.SECONDS).body().contains("\"settled\""));
      // And none is lost when they are back.
      assertEquals(200, service.get(path).statusCode());
    }
  }

  /** It once waited on beyond the grace, and found its connection cut. */
  @Test
  void whoeverWaitsIsToldWhatIsKnownWhenTheProcessStops() throws Exception {
    try (var service =
        RunningService.start(
            Map.of(
                "mode", "api",
                "server.shutdown-grace", "1s",
                "server.max-waiting-requests", "1"))) {
      accept(service);
      var waiting = waiting(service);
      service.await(() -> tooMany(service.get(path + "?wait=1ms")));

      service.stop();

      assertTrue(waiting.get(9, TimeUnit.SECONDS).body().contains("\"queued\""));
    }
  }

  /** Comes again if another request is just being handled. */
  private CompletableFuture<HttpResponse<String>> waiting(RunningService service) {
    return CompletableFuture.supplyAsync(
        () -> {
          HttpResponse<String> answer = service.get(path + "?wait=10s");
          while (answer.statusCode() == 503) {
            answer = service.get(path + "?wait=10s");
          }
          return answer;
        },
        Thread::startVirtualThread);
  }

  private static boolean tooMany(HttpResponse<String> answer) {
    return answer.statusCode() == 503
        && answer.body().contains("too many requests wait for payments")
        && answer.headers().firstValue("Retry-After").isPresent();
  }

  @Test
  void storeThatIsAwayIsNoUnknownPayment() {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      service.storeAway = true;
      HttpResponse<String> answer = service.get(path);
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().contains("store-unavailable"), answer.body());
    }
  }

  private static String body(UUID id) {
    return "{\"correlationId\":\"" + id + "\",\"amount\":19.90}";
  }

  private void accept(RunningService service) {
    service.store.intake().accept(new Payment(id, new Money(1990), ACCEPTED));
  }

  private void settle(RunningService service) {
    Intent intent = new Intent("default", ACCEPTED + 40);
    History history = History.EMPTY.sent("default", Reason.CHEAPEST, 40);
    for (Claim claim : service.store.queue().take("w", 10, 0)) {
      service.store.queue().begin("w", List.of(new WorkQueue.Begin(claim, intent, history)));
      service
          .store
          .queue()
          .settle(
              List.of(
                  new WorkQueue.Settlement(
                      claim, intent, ACCEPTED + 50, history.ended(Result.EXECUTED, 50))));
    }
  }
}
