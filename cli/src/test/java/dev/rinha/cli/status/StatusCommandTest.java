package dev.rinha.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Store;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.HealthBoard;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

final class StatusCommandTest {

  private static final String METRICS =
      """
      # TYPE rinha_worker_up gauge
      rinha_worker_up 1
      rinha_worker_held 7
      rinha_worker_waiting 2
      rinha_decisions_total{reason="cheapest"} 1200
      rinha_decisions_total{reason="hold_full"} 0
      rinha_decisions_total{reason="patience_over"} 34
      rinha_processor_down{processor="default"} 0
      rinha_processor_down{processor="fallback"} 1
      rinha_processor_state_seconds{processor="default"} 125.4
      rinha_processor_state_seconds{processor="fallback"} 12.0
      rinha_processor_last_success_seconds{processor="default"} 0.2
      rinha_processor_latency_seconds{processor="default"} 0.0125
      rinha_processor_latency_seconds{processor="fallback"} 0
      rinha_processor_in_flight{processor="default"} 3
      rinha_processor_in_flight{processor="fallback"} 1
      rinha_processor_in_flight_limit{processor="default"} 32
      rinha_processor_in_flight_limit{processor="fallback"} 1
      """;

  private final Store store = new Store();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void quietSystemNeedsNobody() {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);

    CommandRun run = store.run("status");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.out().contains("1 accepted, 1 settled"), run::out);
    assertTrue(run.out().contains("Nothing needs you."), run::out);
  }

  @Test
  void whatNeedsAnOperatorIsSaidWithTheNextCommand() {
    store.giveUp(1_990, System.currentTimeMillis());
    store.queue(1_990, System.currentTimeMillis() - 300_000);
    store.store().healthBoard().lease("fallback", "me", 1_000);
    store
        .store()
        .healthBoard()
        .publish("fallback", "me", new HealthReport.Reported(true, 100), 1_000);

    CommandRun run = store.run("status");

    assertTrue(
        run.out().contains("! 1 dead letter\n    ->  rinha-cli dead-letters list --redis"),
        run::out);
    assertTrue(run.out().contains("! the oldest payment has waited for 5 min"), run::out);
    assertTrue(run.out().contains("! fallback is failing"), run::out);
  }

  @Test
  void subscriberThatIsNotToldNeedsAnOperator() {
    store.store().outbox().subscribe("shop", "http://shop.example/hooks");
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    assertTrue(store.run("status").out().contains("Nothing needs you."));

    long oldest = store.store().outbox().status().subscribers().getFirst().oldestAtMillis();
    assertFalse(screen(status(oldest + 60_000)).contains("shop"));
    String late = screen(status(oldest + 120_001));
    assertTrue(late.contains("! shop has not been told for 2 min: 1 event"), late);
    assertFalse(late.contains("paused"), late);
    store.store().outbox().pause("shop");
    String paused = screen(status(oldest + 120_001));
    assertTrue(paused.contains("! shop has not been told for 2 min: 1 event, paused"), paused);
    store.store().outbox().unsubscribe("shop");
  }

  @Test
  void whatIsPausedIsShown() throws JsonProcessingException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.run("queue", "pause", "--reason", "deployment");
    store.run("queue", "pause", "--processor", "fallback", "--reason", "maintenance", "--force");

    String screen = store.run("status").out();
    JsonNode root = new ObjectMapper().readTree(store.run("status", "--json").out());

    assertTrue(screen.contains("0 in flight, paused"), screen);
    assertTrue(
        screen.contains("! the queue is paused\n    ->  rinha-cli queue show --redis"), screen);
    assertTrue(
        screen.contains("! fallback is paused\n    ->  rinha-cli queue show --redis"), screen);
    assertTrue(screen.matches("(?s).*\\nfallback +\\(paused for \\d s\\) .*"), screen);
    assertEquals("queue", root.at("/pauses/0/scope").asText(), root::toString);
    assertEquals("fallback", root.at("/pauses/1/processor").asText());
    assertEquals("maintenance", root.at("/pauses/1/reason").asText());
    assertEquals("paused", root.at("/processors/1/state").asText());
    store.run("queue", "resume");
    store.run("queue", "resume", "--processor", "fallback");
  }

  @Test
  void whatTheWorkerBelievesIsShown() throws IOException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    try (var worker = new FakeWorker(METRICS)) {
      CommandRun run = store.run("status", "--worker", worker.url());

      assertTrue(
          run.out().matches("(?s).*\\ndefault +up for 2 min 5 s +0 s ago +13 ms +3 of 32\\n.*"),
          run::out);
      assertTrue(
          run.out().matches("(?s).*\\nfallback +down for 12 s +- +- +1 of 1\\n.*"), run::out);
      assertTrue(run.out().contains("holds 7 payments, 2 of them wait"), run::out);
      assertTrue(run.out().contains("decisions 1,200 cheapest, 34 patience_over\n"), run::out);
      assertTrue(run.out().contains("! fallback is down  ->  payments wait"), run::out);
    }
  }

  @Test
  void workersBeliefIsInTheJsonToo() throws IOException {
    try (var worker = new FakeWorker(METRICS)) {
      JsonNode root =
          new ObjectMapper()
              .readTree(store.run("status", "--json", "--worker", worker.url()).out());

      assertEquals(2, root.at("/worker/waiting").asInt(), root::toString);
      assertEquals(34, root.at("/worker/decisions/patience_over").asInt());
      assertEquals("up", root.at("/processors/0/worker/state").asText());
      assertEquals(125_400, root.at("/processors/0/worker/forMillis").asInt());
      assertEquals(200, root.at("/processors/0/worker/lastSuccessAgoMillis").asInt());
      assertEquals(3, root.at("/processors/0/worker/inFlight").asInt());
      assertEquals("down", root.at("/processors/1/state").asText());
      assertEquals(1, root.at("/processors/1/worker/inFlightLimit").asInt());
    }
  }

  @Test
  void processorThatHangsIsAConcernWhateverItSaidBefore() throws IOException {
    store.store().healthBoard().lease("default", "me", 1_000);
    store
        .store()
        .healthBoard()
        .publish("default", "me", new HealthReport.Reported(false, 0), 1_000);
    String hangs =
        METRICS.replace(
            "last_success_seconds{processor=\"default\"} 0.2",
            "last_success_seconds{processor=\"default\"} 13");
    try (var worker = new FakeWorker(hangs)) {
      CommandRun run = store.run("status", "--worker", worker.url());

      assertTrue(run.out().contains("! default has payments and executes none"), run::out);
    }
  }

  @Test
  void reportThatIsTooOldToBeBelievedIsMarkedAndIsNoHealth() {
    Status fresh = reported(HealthReport.BELIEVED_MILLIS);
    Status stale = reported(HealthReport.BELIEVED_MILLIS + 1);
    Status overdue = reported(13_000);

    assertEquals("up", fresh.processors().getFirst().state());
    assertEquals("unknown", stale.processors().getFirst().state());
    assertFalse(screen(fresh).contains("(stale)"), () -> screen(fresh));
    assertTrue(screen(overdue).contains("up, 0 ms, 13 s ago (stale)"), () -> screen(overdue));
    assertTrue(
        screen(overdue).contains("! default has not said how it is for 13 s"),
        () -> screen(overdue));
    JsonNode json = StatusJson.of(overdue, new RedisOption()).at("/processors/0");
    assertTrue(json.at("/reportStale").asBoolean(), json::toString);
    assertEquals(13_000, json.at("/reportAgeMillis").asInt());
  }

  private Status reported(long ageMillis) {
    Status now = status();
    return new Status(
        now.atMillis(),
        now.store(),
        now.census(),
        now.conflicts(),
        now.pauses(),
        now.subscribers(),
        now.redis(),
        now.lastMinute(),
        now.perSecond(),
        Map.of("default", new HealthBoard.Seen(new HealthReport.Reported(false, 0), 1, ageMillis)),
        now.fees(),
        null);
  }

  private Status status() {
    return status(System.currentTimeMillis());
  }

  private Status status(long atMillis) {
    return Status.read(
        store.store(),
        "rinha at 127.0.0.1:6379",
        Map.of("default", Fee.parse("0.05"), "fallback", Fee.parse("0.15")),
        null,
        atMillis);
  }

  private static String screen(Status status) {
    return String.join("\n", StatusText.lines(status, new RedisOption(), Ansi.OFF, 80));
  }

  @Test
  void moreThanTheCheapestWouldCostIsSaidInMoneyAndOverWhichTime() throws IOException {
    store.settle("default", 100_00, System.currentTimeMillis() - 5_000);
    CommandRun cheap = status("default=0.05", "fallback=0.15");
    store.settle("fallback", 200_00, System.currentTimeMillis() - 5_000);

    CommandRun dear = status("default=0.05", "fallback=0.15");
    JsonNode json =
        new ObjectMapper()
            .readTree(
                store
                    .run("status", "--json", "--fee", "default=0.05", "--fee", "fallback=0.15")
                    .out())
            .at("/fees");
    CommandRun equal = status("default=0.05", "fallback=0.05");

    assertTrue(cheap.out().contains("Nothing needs you."), cheap::out);
    assertTrue(
        dear.out()
            .contains(
                "! 20.00 more in fees than at the cheapest in the last 60 s (35.00, not 15.00)"),
        dear::out);
    assertEquals(60, json.at("/overSeconds").asInt());
    assertEquals(0, json.at("/excess").decimalValue().compareTo(new BigDecimal("20")));
    assertTrue(equal.out().contains("Nothing needs you."), equal::out);
  }

  @Test
  void cheapestIsFoundForEachPaymentWhereItDependsOnTheAmount() throws IOException {
    long now = System.currentTimeMillis();
    store.settle("default", 10_00, now - 5_000);
    store.settle("fallback", 10_00, now - 5_000);
    store.settle("fallback", 1_000_00, now - 5_000);

    JsonNode json =
        new ObjectMapper()
            .readTree(
                store
                    .run("status", "--json", "--fee", "default=0.05", "--fee", "fallback=0.01+2.00")
                    .out())
            .at("/fees");

    assertEquals(
        0, json.at("/paid").decimalValue().compareTo(new BigDecimal("14.60")), json::toString);
    assertEquals(0, json.at("/cheapest").decimalValue().compareTo(new BigDecimal("13.00")));
    assertEquals(0, json.at("/excess").decimalValue().compareTo(new BigDecimal("1.60")));
  }

  private CommandRun status(String fee, String otherFee) {
    return store.run("status", "--fee", fee, "--fee", otherFee);
  }

  @Test
  void suggestedCommandsNameTheSameStore() {
    store.giveUp(1_990, System.currentTimeMillis());

    String suggested =
        store
            .run("status")
            .out()
            .lines()
            .filter(line -> line.contains("dead-letters list"))
            .map(line -> line.substring(line.indexOf("rinha-cli ") + "rinha-cli ".length()))
            .findFirst()
            .orElseThrow();
    CommandRun pasted = CommandRun.of(suggested.split(" ", -1));

    assertEquals(ExitCode.OK, pasted.exitCode(), pasted::toString);
    assertTrue(pasted.out().contains("rejected"), pasted::toString);
  }

  @Test
  void workerThatIsAwayIsAConcernAndNoFailure() {
    CommandRun run = store.run("status", "--worker", "http://127.0.0.1:1");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(
        run.out().contains("! worker: no answer from http://127.0.0.1:1/metrics: "), run::out);
  }

  @Test
  void jsonHasItAll() throws JsonProcessingException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.giveUp(1_990, System.currentTimeMillis());

    JsonNode root = new ObjectMapper().readTree(store.run("status", "--json").out());

    assertEquals(1, root.at("/payments/settled").asInt(), root::toString);
    assertEquals(1, root.at("/payments/dead").asInt());
    assertEquals("default", root.at("/processors/0/name").asText());
    assertEquals(1, root.at("/processors/0/requestsLastMinute").asInt());
    assertEquals("yes", root.at("/redis/appendOnly").asText());
    assertEquals("1 dead letter", root.at("/concerns/0/what").asText());
  }

  @Test
  void screenFitsIntoEightyColumnsAndTwentyFourRows() {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.settle("fallback", 1_990, System.currentTimeMillis() - 5_000);
    store.giveUp(1_990, System.currentTimeMillis());

    var page = new WorkerPage(URI.create("http://localhost:8080"), "", WorkerPage.parse(METRICS));
    Status status =
        Status.read(
            store.store(), "rinha at 127.0.0.1:6379", Map.of(), page, System.currentTimeMillis());
    var lines = StatusText.lines(status, new RedisOption(), Ansi.OFF, 80);

    assertTrue(lines.size() <= 24, () -> String.join("\n", lines));
    assertTrue(
        lines.stream().allMatch(line -> line.length() <= 80), () -> String.join("\n", lines));
  }

  /** Answers with a page of metrics. */
  private static final class FakeWorker implements AutoCloseable {

    private final HttpServer server;

    FakeWorker(String metrics) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.createContext(
          "/metrics",
          exchange -> {
            byte[] body = metrics.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
