package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a processor offers, line by line, over HTTP. */
class ProcessorContractTest {

  private static final Instant NOW = Instant.parse("2025-07-15T12:35:00Z");
  private static final Duration HELD = Duration.ofSeconds(1);

  private final ProcessorSimulator processor =
      ProcessorSimulator.builder()
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .runningLimit(2)
          .waitingLimit(1)
          .paymentLimit(50)
          .fee("0.15")
          .start();
  private final Caller caller = new Caller(processor);
  private final UUID id = UUID.randomUUID();

  @AfterEach
  void stop() {
    caller.close();
    processor.close();
  }

  @Test
  void paymentIsStoredAsSent() throws Exception {
    HttpResponse<String> answer = caller.pay(id);

    assertEquals(200, answer.statusCode());
    assertEquals("{\"message\":\"payment processed successfully\"}", answer.body());
    var stored = new StoredPayment(id, 1990, Instant.parse(Caller.REQUESTED_AT), NOW);
    assertEquals(List.of(stored), processor.payments());
    assertEquals(stored, processor.find(id).orElseThrow());
  }

  @Test
  void knownCorrelationIdIs422AndChangesNothing() throws Exception {
    caller.pay(id);
    HttpResponse<String> again =
        caller.post("/payments", Caller.payment(id, "5", "2025-07-15T13:00:00Z"));

    assertEquals(422, again.statusCode());
    assertEquals(1990, processor.find(id).orElseThrow().amountCents());
    assertEquals(1, processor.summary().totalRequests());
    assertEquals(1, processor.counts().duplicates());
  }

  @Test
  void delayComesBeforeTheAnswer() throws Exception {
    processor.delay(HELD);
    long start = System.nanoTime();

    assertEquals(200, caller.pay(id).statusCode());
    assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(HELD) >= 0);
  }

  @Test
  void delayIsSampledOnArrival() throws Exception {
    processor.delay(HELD);
    CompletableFuture<HttpResponse<String>> slow = caller.payAsync(id);
    running(1);
    processor.delay(Duration.ofMinutes(5));

    assertEquals(200, slow.get().statusCode());
  }

  @Test
  void failureIsReadAfterTheDelay() throws Exception {
    processor.delay(HELD);
    UUID failed = UUID.randomUUID();
    processor.failing(false);
    CompletableFuture<HttpResponse<String>> fails = caller.payAsync(failed);
    running(1);
    processor.failing(true);
    assertEquals(500, fails.get().statusCode());
    assertTrue(processor.find(failed).isEmpty());

    CompletableFuture<HttpResponse<String>> recovers = caller.payAsync(id);
    running(1);
    processor.failing(false);
    assertEquals(200, recovers.get().statusCode());
    assertEquals(1, processor.counts().failed());
  }

  @Test
  void nothingIsStoredBeforeTheDelayIsOver() throws Exception {
    processor.delay(HELD);
    CompletableFuture<HttpResponse<String>> slow = caller.payAsync(id);
    running(1);

    assertEquals(404, caller.get("/payments/" + id).statusCode());
    assertEquals(200, slow.get().statusCode());
    assertEquals(200, caller.get("/payments/" + id).statusCode());
  }

  @Test
  void beyondRunningAndWaitingIs429AtOnceAndTheWaitingStartWhenAPermitFrees() throws Exception {
    processor.delay(Duration.ofSeconds(1));
    List<CompletableFuture<HttpResponse<String>>> inside = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      inside.add(caller.payAsync(UUID.randomUUID()));
    }
    Eventually.holds(
        () -> processor.counts().running() == 2 && processor.counts().waiting() == 1,
        processor::counts);

    HttpResponse<String> refused = caller.pay(id);
    assertEquals(429, refused.statusCode());
    assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
    assertEquals(2, processor.counts().running());
    assertEquals(0, processor.counts().processed());

    for (CompletableFuture<HttpResponse<String>> payment : inside) {
      assertEquals(200, payment.get().statusCode());
    }
    assertTrue(processor.find(id).isEmpty());
    assertEquals(3, processor.summary().totalRequests());
    assertEquals(1, processor.counts().rejected());
    assertEquals(0, processor.counts().running() + processor.counts().waiting());
    assertEquals(200, caller.pay(id).statusCode());
  }

  @Test
  void lookUpIsSubjectToNeitherDelayNorFailure() throws Exception {
    caller.pay(id);
    processor.delay(Duration.ofMinutes(1));
    processor.failing(true);

    HttpResponse<String> found = caller.get("/payments/" + id);
    assertEquals(200, found.statusCode());
    assertEquals(Caller.payment(id, "19.90", Caller.REQUESTED_AT), found.body());
    assertEquals(404, caller.get("/payments/" + UUID.randomUUID()).statusCode());
    assertEquals(400, caller.get("/payments/17").statusCode());
  }

  @Test
  void invalidBodyIs400AndSaysWhy() throws Exception {
    HttpResponse<String> answer =
        caller.post("/payments", Caller.payment(id, "\"much\"", Caller.REQUESTED_AT));

    assertEquals(400, answer.statusCode());
    assertEquals("{\"message\":\"amount must be a number\"}", answer.body());
    assertEquals(400, caller.post("/payments", "").statusCode());
    assertEquals(413, caller.post("/payments", " ".repeat(20_000)).statusCode());
    assertEquals(3, processor.counts().invalid());
    assertEquals(List.of(), processor.payments());
  }

  @Test
  void aFullProcessorSaysSo() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertEquals(200, caller.pay(UUID.randomUUID()).statusCode());
    }
    assertEquals(507, caller.pay(id).statusCode());
    processor.purge();
    assertEquals(200, caller.pay(id).statusCode());
  }

  @Test
  void healthReportsTheSettings() throws Exception {
    processor.delay(Duration.ofMillis(123));
    processor.failing(true);

    HttpResponse<String> health = caller.get("/payments/service-health");
    assertEquals(200, health.statusCode());
    assertEquals("{\"failing\":true,\"minResponseTime\":123}", health.body());
  }

  @Test
  void summaryBoundsAreInclusiveAndFeesExact() throws Exception {
    caller.post(
        "/payments", Caller.payment(UUID.randomUUID(), "19.90", "2025-07-15T12:00:00.000Z"));
    caller.post("/payments", Caller.payment(UUID.randomUUID(), "0.03", "2025-07-15T12:00:01.000Z"));
    caller.post("/payments", Caller.payment(UUID.randomUUID(), "100", "2025-07-15T12:00:01.001Z"));

    assertEquals(
        "{\"totalRequests\":2,\"totalAmount\":19.93,\"totalFee\":2.9895,\"feePerTransaction\":0.15}",
        summary("?from=2025-07-15T12:00:00.000Z&to=2025-07-15T12:00:01.000Z"));
    assertEquals(
        "{\"totalRequests\":0,\"totalAmount\":0.00,\"totalFee\":0.0000,\"feePerTransaction\":0.15}",
        summary("?from=2025-07-15T12:00:00.001Z&to=2025-07-15T12:00:00.999Z"));
  }

  @Test
  void summaryWithEitherBoundMissingSumsEverything() throws Exception {
    caller.pay(id);

    String everything =
        "{\"totalRequests\":1,\"totalAmount\":19.90,\"totalFee\":2.9850,\"feePerTransaction\":0.15}";
    assertEquals(everything, summary(""));
    assertEquals(everything, summary("?from=2030-01-01T00:00:00Z"));
    assertEquals(everything, summary("?to=2020-01-01T00:00:00Z"));
    assertEquals(everything, summary("?from=&to=2020-01-01T00:00:00Z"));
    assertEquals(400, caller.admin("/admin/payments-summary?from=x&to=y").statusCode());
  }

  @Test
  void adminNeedsTheToken() throws Exception {
    caller.pay(id);

    assertEquals(401, caller.get("/admin/payments-summary").statusCode());
    assertEquals(401, caller.purge("wrong").statusCode());
    assertEquals(401, caller.put("/admin/configurations/delay", "{\"delay\":9}", "").statusCode());
    assertEquals(1, processor.payments().size());

    assertEquals(
        204, caller.put("/admin/configurations/token", "{\"token\":\"new\"}").statusCode());
    assertEquals(401, caller.purge("123").statusCode());
    assertEquals(200, caller.purge("new").statusCode());
    assertEquals(List.of(), processor.payments());
  }

  @Test
  void delayAndFailureAreSetByTheAdmin() throws Exception {
    assertEquals(
        "{\"config\":\"delay\",\"was\":0,\"is\":7}",
        caller.put("/admin/configurations/delay", "{\"delay\":7}").body());
    assertEquals(
        "{\"config\":\"failure\",\"was\":false,\"is\":true}",
        caller.put("/admin/configurations/failure", "{\"failure\":true}").body());
    assertEquals(
        "{\"failing\":true,\"minResponseTime\":7}", caller.get("/payments/service-health").body());
    assertEquals(500, caller.pay(id).statusCode());
    assertEquals(400, caller.put("/admin/configurations/delay", "{\"delay\":-1}").statusCode());
    assertEquals(400, caller.put("/admin/configurations/delay", "{\"delay\":\"1\"}").statusCode());
    assertEquals(400, caller.put("/admin/configurations/failure", "{}").statusCode());
    assertEquals(400, caller.put("/admin/configurations/token", "{\"token\":\" \"}").statusCode());
  }

  @Test
  void aStoppedProcessorRefusesConnectionsAndComesBackWithItsPayments() throws Exception {
    caller.pay(id);
    int port = processor.port();
    processor.stop();
    assertThrows(IOException.class, () -> caller.pay(UUID.randomUUID()));

    processor.restart();
    assertEquals(port, processor.port());
    assertEquals(422, caller.pay(id).statusCode());
    assertThrows(IllegalStateException.class, processor::restart);
  }

  @Test
  void stopDoesNotWaitForPaymentsHeldBackAndNeverStoresThem() throws Exception {
    processor.delay(Duration.ofMinutes(1));
    CompletableFuture<HttpResponse<String>> held = caller.payAsync(id);
    running(1);
    processor.stop();

    assertThrows(ExecutionException.class, held::get);
    running(0);
    assertEquals(List.of(), processor.payments());
    assertEquals(1, processor.counts().unanswered());
  }

  @Test
  void unknownPathsAreNotFound() throws Exception {
    assertEquals(404, caller.get("/nothing").statusCode());
    assertNotEquals(200, caller.get("/payments").statusCode());
  }

  private String summary(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer = caller.admin("/admin/payments-summary" + query);
    assertEquals(200, answer.statusCode(), answer::body);
    return answer.body();
  }

  private void running(int payments) {
    Eventually.holds(() -> processor.counts().running() == payments, processor::counts);
  }
}
