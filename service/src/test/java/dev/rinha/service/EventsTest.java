package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-sent events of the management address. */
final class EventsTest {

  private final RunningService service = RunningService.start(Map.of("mode", "worker"));
  private final HttpClient client = HttpClient.newHttpClient();
  private int settled;

  @AfterEach
  void close() {
    client.close();
    service.close();
  }

  /** Somebody who reads events, line after line. */
  private final class Reader implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final InputStream body;

    Reader(String query, String... headers) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:"
                          + service.managementPort().orElseThrow()
                          + "/events"
                          + query))
              .header("accept", "text/event-stream");
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      assertTrue(
          response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream"));
      body = response.body();
      Thread.ofVirtual().start(this::read);
      service.await(() -> !lines.isEmpty());
    }

    private void read() {
      try {
        StringBuilder line = new StringBuilder();
        for (int b = body.read(); b >= 0; b = body.read()) {
          if (b == '\n') {
            lines.add(line.toString());
            line.setLength(0);
          } else {
            line.append((char) b);
          }
        }
      } catch (IOException e) {
        lines.add("closed");
      }
    }

    List<String> values(String field) {
      return lines.stream()
          .filter(line -> line.startsWith(field + ":"))
          .map(line -> line.substring(field.length() + 1).strip())
          .toList();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  @Test
  void whatBecomesOfPaymentsIsToldAsItHappens() throws Exception {
    settle(1);
    try (Reader reader = new Reader("")) {
      settle(2);
      dead(3);

      service.await(() -> reader.values("data").size() == 2);
      assertEquals(List.of("payment.settled", "payment.dead"), reader.values("event"));
      String settled = reader.values("data").getFirst();
      assertTrue(settled.startsWith("{\"type\":\"payment.settled\",\"timestamp\":\""), settled);
      assertTrue(settled.contains("\"correlationId\":\"" + id(2) + "\""), settled);
      assertTrue(settled.contains("\"fee\":0.995"), settled);
      assertTrue(reader.values("data").getLast().contains("\"reason\":\"rejected\""));
    }
  }

  @Test
  void soManyReadAtATimeAndThePlaceOfOneThatHasLeftIsFree() throws Exception {
    List<Reader> readers = new ArrayList<>();
    while (readers.size() < 32) {
      readers.add(new Reader(""));
    }
    assertEquals(503, service.manage("GET", "/events").statusCode());
    readers.removeLast().close();
    service.await(() -> hasRoom(readers));

    for (Reader reader : readers) {
      reader.close();
    }
  }

  /** That a reader has left is seen when something is written to it. */
  private boolean hasRoom(List<Reader> readers) {
    settle(settled++);
    try {
      readers.add(new Reader(""));
      return true;
    } catch (AssertionError e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readerThatComesBackMissesNothing() throws Exception {
    String last;
    try (Reader reader = new Reader("")) {
      settle(1);
      service.await(() -> reader.values("data").size() == 1);
      last = reader.values("id").getLast();
    }
    settle(2);
    settle(3);

    try (Reader reader = new Reader("", "Last-Event-ID", last)) {
      settle(4);
      service.await(() -> reader.values("data").size() == 3);
      assertEquals(
          List.of("payment.settled", "payment.settled", "payment.settled"), reader.values("event"));
    }
  }

  /** Somebody who has seen no event yet knows where it was all the same. */
  @Test
  void readerKnowsWhereItIsBeforeTheFirstEvent() throws Exception {
    String begun;
    try (Reader reader = new Reader("")) {
      service.await(() -> !reader.values("id").isEmpty());
      begun = reader.values("id").getFirst();
    }
    settle(1);

    try (Reader reader = new Reader("", "Last-Event-ID", begun)) {
      service.await(() -> reader.values("data").size() == 1);
    }
  }

  @Test
  void readerIsToldThatEventsAreMissing() throws Exception {
    service.store.outbox().limit(10 * 256);
    String begun = service.store.outbox().tail("", 1).after();
    for (int i = 0; i < 30; i++) {
      settle(i);
    }

    try (Reader reader = new Reader("", "Last-Event-ID", begun)) {
      service.await(() -> reader.values("event").size() == 11);
      assertEquals("events.missing", reader.values("event").getFirst());
    }
  }

  @Test
  void onlyWhatIsAskedForIsTold() throws Exception {
    try (Reader reader = new Reader("?state=settled&processor=default&minAmount=20.00")) {
      settle(1);
      dead(2);
      settle(3, 2_000, "fallback");
      settle(4, 2_000, "default");

      service.await(() -> !reader.values("data").isEmpty());
      assertTrue(reader.values("data").getFirst().contains(id(4).toString()));
    }
  }

  /** Of a dead letter once nothing was told: only what was executed had a processor. */
  @Test
  void severalStatesAreAskedForAtOnceAndOfOneProcessorComesWhatDiedThere() throws Exception {
    try (Reader reader = new Reader("?state=put_back,DEAD&processor=fallback")) {
      settle(1, 2_000, "fallback");
      dead(2, History.EMPTY.sent("default", Reason.CHEAPEST, 1_010));
      dead(3, History.EMPTY.sent("fallback", Reason.CHEAPEST, 1_010));
      DeadLetter letter = service.store.deadLetters().find(id(3)).orElseThrow();
      History mended = letter.history().replayed(new Remark("mended"), 1_030);
      service.store.deadLetters().replay(List.of(new Replay(letter, 1_030, mended)));

      service.await(() -> reader.values("data").size() == 2);
      assertEquals(List.of("payment.dead", "payment.put_back"), reader.values("event"));
      assertTrue(reader.values("data").getFirst().contains(id(3).toString()));
    }
  }

  @Test
  void badRequestGetsOneClearAnswer() {
    assertEquals(400, service.manage("GET", "/events?state=paid").statusCode());
    assertEquals(400, service.manage("GET", "/events?state=dead,").statusCode());
    assertEquals(400, service.manage("GET", "/events?processor=De/fault").statusCode());
    assertEquals(400, service.manage("GET", "/events?minAmount=x").statusCode());
    assertEquals(400, service.manage("GET", "/events?from=1").statusCode());
    HttpResponse<String> unknown = service.manage("GET", "/events", "Last-Event-ID", "x");
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("Last-Event-ID"), unknown.body());
    assertEquals(404, service.get("/events").statusCode(), "it is for operators");
  }

  private static UUID id(int number) {
    return new UUID(7, number);
  }

  private Claim taken(int number, long cents) {
    service.store.intake().accept(new Payment(id(number), new Money(cents), 1_000));
    return service.store.queue().take("w", 1, 0).getFirst();
  }

  private void settle(int number) {
    settle(number, 1_990, "default");
  }

  private void settle(int number, long cents, String processor) {
    Claim claim = taken(number, cents);
    Intent intent = new Intent(processor, 1_010);
    service.store.queue().begin("w", List.of(new Begin(claim, intent, History.EMPTY)));
    service.store.queue().settle(List.of(new Settlement(claim, intent, 1_020, History.EMPTY)));
  }

  private void dead(int number) {
    dead(number, History.EMPTY);
  }

  private void dead(int number, History history) {
    service
        .store
        .queue()
        .giveUp("w", List.of(new GiveUp(taken(number, 1_990), "rejected", 1_020, history)));
  }
}
