package dev.rinha.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Store;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.processor.HealthReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
      rinha_processor_latency_seconds{processor="default"} 0.0125
      rinha_processor_in_flight{processor="default"} 3
      rinha_processor_in_flight_limit{processor="default"} 32
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
    store.bury(1_990, System.currentTimeMillis());
    store.queue(1_990, System.currentTimeMillis() - 300_000);
    store.store().lease("fallback", "me", 1_000);
    store.store().publish("fallback", "me", new HealthReport.Reported(true, 100), 1_000);

    CommandRun run = store.run("status");

    assertTrue(run.out().contains("! 1 dead letters  ->  rinha-cli dead-letters list"), run::out);
    assertTrue(run.out().contains("! the oldest payment has waited for 5 min"), run::out);
    assertTrue(run.out().contains("! fallback is failing"), run::out);
  }

  @Test
  void whatIsPausedIsShown() throws JsonProcessingException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.run("queue", "pause", "--reason", "deployment");
    store.run("queue", "pause", "--processor", "fallback", "--reason", "maintenance");

    String screen = store.run("status").out();
    JsonNode root = new ObjectMapper().readTree(store.run("status", "--json").out());

    assertTrue(screen.contains("0 in flight, paused"), screen);
    assertTrue(screen.contains("! the queue is paused  ->  rinha-cli queue show\n"), screen);
    assertTrue(screen.contains("! fallback is paused  ->  rinha-cli queue show\n"), screen);
    assertTrue(screen.matches("(?s).*\\nfallback +\\(paused for \\d s\\) .*"), screen);
    assertEquals("queue", root.at("/pauses/0/scope").asText(), root::toString);
    assertEquals("fallback", root.at("/pauses/1/processor").asText());
    assertEquals("maintenance", root.at("/pauses/1/reason").asText());
    assertEquals("paused", root.at("/processors/1/state").asText());
    store.run("queue", "resume");
    store.run("queue", "resume", "--processor", "fallback");
  }

  @Test
  void workerTellsLatencyAndPaymentsInFlight() throws IOException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    HttpServer worker =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    worker.createContext(
        "/metrics",
        exchange -> {
          byte[] body = METRICS.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    worker.start();
    try {
      String url = "http://127.0.0.1:" + worker.getAddress().getPort();

      CommandRun run = store.run("status", "--worker", url);

      assertTrue(run.out().matches("(?s).*\\ndefault .* 13 ms +3 of 32\\n.*"), run::out);
      assertTrue(run.out().contains("holds 7 payments, 2 of them wait"), run::out);
    } finally {
      worker.stop(0);
    }
  }

  @Test
  void workerThatIsAwayIsAConcernAndNoFailure() {
    CommandRun run = store.run("status", "--worker", "http://127.0.0.1:1");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.out().contains("! the worker no answer from http://127.0.0.1:1"), run::out);
  }

  @Test
  void jsonHasItAll() throws JsonProcessingException {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.bury(1_990, System.currentTimeMillis());

    JsonNode root = new ObjectMapper().readTree(store.run("status", "--json").out());

    assertEquals(1, root.at("/payments/settled").asInt(), root::toString);
    assertEquals(1, root.at("/payments/dead").asInt());
    assertEquals("default", root.at("/processors/0/name").asText());
    assertEquals(1, root.at("/processors/0/requestsLastMinute").asInt());
    assertEquals("yes", root.at("/redis/appendOnly").asText());
    assertEquals("1 dead letters", root.at("/concerns/0/what").asText());
  }

  @Test
  void screenFitsIntoEightyColumnsAndTwentyFourRows() {
    store.settle("default", 1_990, System.currentTimeMillis() - 5_000);
    store.settle("fallback", 1_990, System.currentTimeMillis() - 5_000);
    store.bury(1_990, System.currentTimeMillis());

    Status status = Status.read(store.store(), "127.0.0.1:6379", null, System.currentTimeMillis());
    var lines = StatusText.lines(status, Ansi.OFF, 80);

    assertTrue(lines.size() <= 24, () -> String.join("\n", lines));
    assertTrue(
        lines.stream().allMatch(line -> line.length() <= 80), () -> String.join("\n", lines));
  }
}
