package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever reads the store for a summary has all workers write what they know before. */
final class OtherWorkersTest {

  private final RunningService api = RunningService.start(Map.of("mode", "api"));
  private final List<RunningService> workers =
      List.of(
          RunningService.start(Map.of("mode", "worker")),
          RunningService.start(Map.of("mode", "worker")));

  @AfterEach
  void stop() {
    api.close();
    workers.forEach(RunningService::close);
  }

  private void announce(String name, String address) {
    api.store.workers().announce(terms(name, address));
  }

  private static WorkerTerms terms(String name, String address) {
    return new WorkerTerms(name, 5_000, 60_000, new TreeMap<>(), address);
  }

  private void announceWorkers() {
    for (int i = 0; i < workers.size(); i++) {
      announce("worker-" + (i + 1), "127.0.0.1:" + workers.get(i).port());
    }
  }

  @Test
  void everyWorkerWritesWhatItKnowsBeforeTheStoreIsRead() {
    announceWorkers();
    api.summary = new Summary(new TreeMap<>(Map.of("default", new Totals(3, 5970))));

    HttpResponse<String> answer =
        api.get("/payments-summary?from=2025-07-15T12:34:56.000Z&to=2025-07-15T12:34:57+00:00");

    assertEquals(
        "{\"default\":{\"totalRequests\":3,\"totalAmount\":59.70},"
            + "\"fallback\":{\"totalRequests\":0,\"totalAmount\":0.00}}",
        answer.body());
    long from = Instant.parse("2025-07-15T12:34:56Z").toEpochMilli();
    assertEquals(List.of(new TimeWindow(from, from + 1000)), api.askedWindows);
    workers.forEach(worker -> assertEquals(1, worker.settled.get()));
    assertTrue(answer.headers().firstValue("Summary-Without-Worker").isEmpty());
  }

  @Test
  void workerThatIsGoneIsNamedAndTheOthersAreHeard() {
    announceWorkers();
    workers.getFirst().close();

    HttpResponse<String> answer = api.get("/payments-summary");

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("worker-1", answer.headers().firstValue("Summary-Without-Worker").orElse(""));
    assertEquals(1, workers.getLast().settled.get());
    assertTrue(
        api.get("/metrics").body().contains("rinha_summaries_without_worker_total 1.0\n"),
        () -> api.get("/metrics").body());
  }

  @Test
  void workerThatHasLeftIsNeitherAskedNorNamed() {
    announceWorkers();
    workers.getFirst().close();
    api.store.workers().announce(terms("worker-1", "").left());

    HttpResponse<String> answer = api.get("/payments-summary");

    assertTrue(answer.headers().firstValue("Summary-Without-Worker").isEmpty());
    assertEquals(1, workers.getLast().settled.get());
  }

  /** As behind something that forgot the connection. */
  @Test
  void workerThatIsSilentIsNamedAndHoldsNobodyUpForLong() throws IOException {
    announceWorkers();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      announce("silent", "127.0.0.1:" + silent.getLocalPort());

      HttpResponse<String> answer = api.get("/payments-summary");

      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("silent", answer.headers().firstValue("Summary-Without-Worker").orElse(""));
      workers.forEach(worker -> assertEquals(1, worker.settled.get()));
    }
  }

  @Test
  void workerThatNobodyCanReachIsNamed() {
    announce("embedded", "");

    HttpResponse<String> answer = api.get("/payments-summary");

    assertEquals("embedded", answer.headers().firstValue("Summary-Without-Worker").orElse(""));
  }

  @Test
  void summaryNeedsNoWorker() {
    HttpResponse<String> answer = api.get("/payments-summary");

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(400, api.get("/payments-summary?from=yesterday").statusCode());
    assertEquals(400, api.get("/payments-summary?FROM=2025-07-15T12:34:56.000Z").statusCode());
  }
}
