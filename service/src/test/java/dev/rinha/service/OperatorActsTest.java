package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator does over HTTP, at the management address, over a store in memory. */
final class OperatorActsTest {

  private static final long ACCEPTED = 1_752_583_000_123L;
  private static final Intent INTENT = new Intent("default", ACCEPTED + 40);
  private static final String REASON = "{\"reason\":\"the bank is back\"}";

  private final RunningService service = RunningService.start(Map.of());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void queueAndProcessorsArePausedAndResumed() {
    assertDone("processor default is paused", "/processors/default/pause", REASON);
    assertDone("processor default was paused already", "/processors/default/pause", REASON);
    assertDone("the queue is paused", "/queue/pause", REASON);
    assertEquals(
        "the bank is back", service.store.pauses().current().ofQueue().orElseThrow().reason());

    assertDone("processor default is resumed", "/processors/default/resume", REASON);
    assertDone("processor fallback was not paused", "/processors/fallback/resume", REASON);
    assertEquals(
        List.of(new PauseScope.Queue()),
        service.store.pauses().current().all().stream().map(pause -> pause.scope()).toList());
    assertDone("the queue is resumed", "/queue/resume", REASON);
  }

  @Test
  void deadLetterIsPutBackOnceAndAnotherIsDiscarded() {
    UUID first = dead();
    UUID second = dead();

    assertDone("payment " + first + " is back on the queue", payment(first, "put-back"), REASON);
    assertEquals(PaymentStatus.QUEUED, status(first));
    assertRefused(409, "is not dead", payment(first, "put-back"), REASON);
    assertDone("payment " + second + " is discarded", payment(second, "discard"), REASON);
    assertEquals(PaymentStatus.DISCARDED, status(second));
    assertRefused(409, "is not dead", payment(second, "put-back"), REASON);
  }

  @Test
  void doubtEndsAsTheProcessorSaysAndNotAgainstIt() {
    UUID id = doubt();
    String settled = "{\"as\":\"settled\",\"reason\":\"statement of the bank\"}";

    service.lookup = new Lookup.Absent();
    assertRefused(409, "default does not have it", payment(id, "resolve"), settled);
    service.lookup = new Lookup.Unavailable("connection refused");
    assertRefused(409, "default cannot be asked", payment(id, "resolve"), settled);
    assertEquals(PaymentStatus.IN_DOUBT, status(id));

    service.lookup = new Lookup.Found(1990, INTENT.requestedAtMillis());
    assertDone("payment " + id + " is settled", payment(id, "resolve"), settled);
    assertEquals(PaymentStatus.SETTLED, status(id));
    assertRefused(409, "is not in doubt", payment(id, "resolve"), settled);
  }

  /** What may still be on its way would be paid twice. */
  @Test
  void doubtIsNotSaidToBeUnexecutedBeforeItsProcessorWasPausedForLongEnough() {
    UUID id = doubt();
    service.lookup = new Lookup.Absent();
    String unexecuted = "{\"as\":\"not-executed\",\"reason\":\"statement of the bank\"}";

    assertRefused(409, "must have been paused for 65 s", payment(id, "resolve"), unexecuted);
    assertEquals(PaymentStatus.IN_DOUBT, status(id));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/queue/pause | | 400",
        "/queue/pause | {} | 400",
        "/queue/pause | {\"reason\":\"  \"} | 400",
        "/queue/pause | {\"reason\":7} | 400",
        "/queue/pause | {\"reason\":\"a\",\"reason\":\"b\"} | 400",
        "/queue/pause | {\"reason\":\"a\",\"force\":\"yes\"} | 400",
        "/queue/pause?force=true | {\"reason\":\"a\"} | 400",
        "/processors/nobody/pause | {\"reason\":\"a\"} | 400",
        "/processors/nobody/resume | {\"reason\":\"a\"} | 400",
        "/payments/1/discard | {\"reason\":\"a\"} | 400",
        "/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3/discard | {\"reason\":\"a\"} | 404",
        "/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3/put-back | {\"reason\":\"a\"} | 404",
        "/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3/resolve | {\"reason\":\"a\"} | 400",
        "/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3/resolve"
            + " | {\"reason\":\"a\",\"as\":\"paid\"} | 400"
      })
  void whatMakesNoSenseChangesNothing(String path, String body, int status) {
    assertEquals(status, act(path, body == null ? "" : body).statusCode());
    assertEquals(List.of(), service.store.pauses().current().all());
  }

  @Test
  void badActIsNotWrittenDownAndAGoodOneIs() {
    act("/queue/pause", "{}");
    act("/processors/nobody/pause", REASON);
    assertEquals(List.of(), service.store.operatorLog().last(10));

    act("/processors/default/pause", REASON);

    OperatorAct written = service.store.operatorLog().last(10).getFirst();
    assertEquals("pause", written.what());
    assertEquals("processor default", written.subject());
    assertEquals("the bank is back", written.reason());
    assertEquals("127.0.0.1", written.from());
  }

  @Test
  void actThatCannotBeWrittenDownIsNotDone() {
    service.operatorLogAway = true;

    assertEquals(503, act("/queue/pause", REASON).statusCode());
    assertEquals(List.of(), service.store.pauses().current().all());
  }

  /** A form of a stranger's page can send these, and nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void bodyThatAFormCanSendIsRefused(String type) {
    assertEquals(
        415,
        service
            .manage("POST", "/queue/pause", BodyPublishers.ofString(REASON), "Content-Type", type)
            .statusCode());
    assertEquals(List.of(), service.store.pauses().current().all());
  }

  @Test
  void clientsCannotActAtTheirAddress() {
    assertEquals(404, service.post("/queue/pause", REASON).statusCode());
    assertEquals(404, service.post(payment(dead(), "discard"), REASON).statusCode());
  }

  private HttpResponse<String> act(String path, String body) {
    return service.manage(
        "POST", path, BodyPublishers.ofString(body), "Content-Type", "application/json");
  }

  private void assertDone(String message, String path, String body) {
    HttpResponse<String> answer = act(path, body);
    assertEquals(200, answer.statusCode(), answer::body);
    assertEquals("{\"message\":\"" + message + "\"}", answer.body());
  }

  private void assertRefused(int status, String why, String path, String body) {
    HttpResponse<String> answer = act(path, body);
    assertEquals(status, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains(why), answer::body);
    assertTrue(answer.body().contains("nothing was changed"), answer::body);
  }

  private static String payment(UUID id, String act) {
    return "/payments/" + id + "/" + act;
  }

  private PaymentStatus status(UUID id) {
    return PaymentStatus.of(service.store.ledger().find(id).orElseThrow().state());
  }

  private UUID dead() {
    Claim claim = taken();
    service
        .store
        .queue()
        .giveUp("w", List.of(new GiveUp(claim, "rejected", ACCEPTED + 60, History.EMPTY)));
    return claim.payment().correlationId();
  }

  private UUID doubt() {
    Claim claim = taken();
    var queue = service.store.queue();
    queue.begin("w", List.of(new Begin(claim, INTENT, History.EMPTY)));
    Claim sent = claim.as(new PaymentState.Sending(INTENT), History.EMPTY);
    queue.doubt("w", List.of(new Doubt(sent, INTENT, ACCEPTED + 60, History.EMPTY)));
    return claim.payment().correlationId();
  }

  private Claim taken() {
    service.store.intake().accept(new Payment(UUID.randomUUID(), new Money(1990), ACCEPTED));
    return service.store.queue().take("w", 1, 0).getFirst();
  }
}
