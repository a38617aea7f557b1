package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /payments} at the management address, over a store in memory. */
final class PaymentListTest {

  private static final long ACCEPTED = 1_752_583_000_123L;

  private final RunningService service = RunningService.start(Map.of());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void paymentsOfEveryStateAreListedWithWhatIsKnown() throws Exception {
    UUID settled = settled(1990, "default", ACCEPTED + 40);
    UUID dead = dead(205, "rejected by \"default\"");
    UUID queued = queued(1990);

    JsonNode list = list("");

    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"payments": [
                  {"status": "queued", "since": "2025-07-15T12:36:40.123Z", "amount": 19.90,
                   "correlationId": "%s"},
                  {"status": "dead", "since": "2025-07-15T12:36:40.183Z", "amount": 2.05,
                   "correlationId": "%s", "reason": "rejected by \\"default\\""},
                  {"status": "settled", "since": "2025-07-15T12:36:40.163Z", "processor": "default",
                   "amount": 19.90, "correlationId": "%s"}]}
                """
                    .formatted(queued, dead, settled)),
        list);
  }

  @ParameterizedTest
  @CsvSource({
    "state=settled, 3",
    "state=settled%2Cdead, 4",
    "state=Settled%2Cin-doubt%2CDEAD, 4",
    "processor=fallback, 1",
    "minAmount=20, 1",
    "minAmount=19.90, 3",
    "reason=rej, 1",
    "reason=too, 0",
    "since=2025-07-15T12:36:40.164Z, 2",
    "until=2025-07-15T12:36:40.163Z, 3",
    "since=2025-07-15T12:36:40.1631Z&until=2025-07-15T12:36:40.1639Z, 0",
    "state=settled&processor=default&minAmount=20&since=2025-07-15T12:36:40.163Z, 1"
  })
  void onlyThoseThatAreMeantAreListed(String query, int expected) throws Exception {
    settled(1990, "default", ACCEPTED + 40);
    settled(2000, "default", ACCEPTED + 41);
    settled(1980, "fallback", ACCEPTED + 40);
    dead(1989, "rejected");
    queued(1990);

    assertEquals(expected, list("?" + query).get("payments").size());
  }

  @Test
  void everyPaymentIsOnOnePageAndTheLastOneSaysSo() throws Exception {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(settled(1990, "default", ACCEPTED + i));
    }
    for (int i = 0; i < 5; i++) {
      all.add(i, dead(1990, "rejected"));
    }
    List<UUID> read = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Optional<String> next = Optional.of("?limit=3");
    while (next.isPresent()) {
      JsonNode page = list(next.get());
      ids(page).forEach(read::add);
      sizes.add(page.get("payments").size());
      next = Optional.ofNullable(page.get("next")).map(n -> "?limit=3&cursor=" + n.asText());
    }

    assertEquals(List.of(3, 3, 3, 1), sizes);
    assertEquals(List.copyOf(all.subList(5, 10)), read.subList(5, 10));
    assertEquals(Set.copyOf(all), Set.copyOf(read));
    assertFalse(list("?limit=10").has("next"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=paid | state must be some of queued, sending, in_doubt, settled, dead, discarded,"
            + " was 'paid'",
        "state= | was ''",
        "processor=A%20B | processor must be the name of a processor such as default, was 'A B'",
        "minAmount=x | minAmount must be an amount such as 99.90, was 'x'",
        "limit=0 | limit must be a whole number from 1 to 1000, was '0'",
        "limit=1001 | was '1001'",
        "limit=1&limit=2 | limit must be given once",
        "since=yesterday | since must be an ISO-8601 time with offset",
        "since=2025-07-15T12:00:00Z&until=2025-07-15T11:00:00Z | since must not be after until",
        "reason=x&state=settled | reason is a reason of death",
        "cursor=x | cursor must be the next of an earlier answer, was 'x'",
        "cursor=SETTLED.x | cursor must be the next of an earlier answer",
        "min_amount=5 | there is no parameter 'min_amount'"
      })
  void questionThatIsNoneIsRefusedInWords(String query, String complaint) {
    HttpResponse<String> answer = service.manage("GET", "/payments?" + query);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(
        Optional.of("application/problem+json"), answer.headers().firstValue("Content-Type"));
    assertTrue(answer.body().contains(complaint), answer.body());
  }

  /** A list of many payments takes memory: all together take no more than four do. */
  @Test
  void fourListsAreReadAtATimeAndOthersWait() {
    AtomicInteger reading = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch read = new CountDownLatch(1);
    service.beforeList =
        () -> {
          most.accumulateAndGet(reading.incrementAndGet(), Math::max);
          while (read.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
          }
          reading.decrementAndGet();
        };
    List<CompletableFuture<HttpResponse<String>>> lists = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lists.add(
          CompletableFuture.supplyAsync(
              () -> service.manage("GET", "/payments?state=queued"), Thread::startVirtualThread));
    }
    service.await(() -> reading.get() >= 4);
    assertEquals(200, service.manage("GET", "/healthz").statusCode());
    read.countDown();

    lists.forEach(list -> assertEquals(200, list.join().statusCode()));
    assertEquals(4, most.get());
  }

  @Test
  void clientsDoNotSeeTheList() {
    HttpResponse<String> answer = service.get("/payments");

    assertEquals(405, answer.statusCode());
    assertEquals(Optional.of("POST"), answer.headers().firstValue("Allow"));
    assertEquals(
        Optional.of("GET"), service.manage("POST", "/payments").headers().firstValue("Allow"));
  }

  @Test
  void storeThatIsAwayIsNoEmptyList() {
    service.store.close();

    HttpResponse<String> answer = service.manage("GET", "/payments");

    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("store-unavailable"), answer.body());
  }

  private JsonNode list(String query) throws Exception {
    HttpResponse<String> answer = service.manage("GET", "/payments" + query);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
    return new ObjectMapper().readTree(answer.body());
  }

  private static List<UUID> ids(JsonNode page) {
    return StreamSupport.stream(page.get("payments").spliterator(), false)
        .map(payment -> UUID.fromString(payment.get("correlationId").asText()))
        .toList();
  }

  private UUID queued(long cents) {
    UUID id = UUID.randomUUID();
    service.store.intake().accept(new Payment(id, new Money(cents), ACCEPTED));
    return id;
  }

  private UUID settled(long cents, String processor, long atMillis) {
    UUID id = queued(cents);
    Claim claim = service.store.queue().take("w", 1, 0).getFirst();
    Intent intent = new Intent(processor, atMillis);
    service
        .store
        .queue()
        .begin(
            "w",
            List.of(new WorkQueue.Begin(claim, intent, History.EMPTY.held(Reason.HOLD_FULL, 1))));
    service
        .store
        .queue()
        .settle(
            List.of(
                new WorkQueue.Settlement(
                    claim, intent, atMillis + 9, History.EMPTY.held(Reason.HOLD_FULL, 2))));
    return id;
  }

  private UUID dead(long cents, String reason) {
    UUID id = queued(cents);
    Claim claim = service.store.queue().take("w", 1, 0).getFirst();
    service
        .store
        .queue()
        .giveUp("w", List.of(new WorkQueue.GiveUp(claim, reason, ACCEPTED + 60, History.EMPTY)));
    return id;
  }
}
