package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerForwardTest {

  private final RunningService worker = RunningService.start(Map.of("mode", "worker"));
  private final RunningService api =
      RunningService.start(
          Map.of(
              "mode", "api",
              "worker.host", "127.0.0.1",
              "worker.port", String.valueOf(worker.port()),
              "worker.response-timeout", "300ms"));

  @AfterEach
  void stop() {
    api.close();
    worker.close();
  }

  @Test
  void summaryComesFromTheWorkerWithTheSameWindow() {
    String query = "/payments-summary?from=2025-07-15T12:34:56.000Z&to=2025-07-15T12:34:57+00:00";

    HttpResponse<String> answer = api.get(query);

    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.headers().firstValue("Summary-Without-Worker").isEmpty());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(worker.get("/payments-summary").body(), answer.body());
    long from = Instant.parse("2025-07-15T12:34:56Z").toEpochMilli();
    assertEquals(new TimeWindow(from, from + 1000), worker.askedWindows.getFirst());
  }

  @Test
  void workersRefusalIsPassedOn() {
    HttpResponse<String> answer = api.get("/payments-summary?from=yesterday");

    assertEquals(400, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertTrue(answer.body().contains("from must be an ISO-8601"), answer.body());
  }

  @Test
  void unknownParameterIsRefusedWithoutTheWorker() {
    assertEquals(400, api.get("/payments-summary?FROM=2025-07-15T12:34:56.000Z").statusCode());
    assertEquals(400, api.post("/purge-payments?before=2025-07-15", "").statusCode());
    assertEquals(List.of(), worker.askedWindows);
    assertEquals(0, worker.purges.get());
  }

  @Test
  void purgeReachesTheWorker() {
    assertEquals(200, api.send("POST", "/purge-payments", BodyPublishers.noBody()).statusCode());
    assertEquals(200, api.post("/purge-payments", "{}").statusCode());
    assertEquals(2, worker.purges.get());
    assertEquals(List.of(), api.askedWindows);
  }

  @Test
  void summaryIsReadFromTheStoreWhereTheWorkerIsSlow() {
    CountDownLatch release = new CountDownLatch(1);
    worker.beforeSummary =
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    HttpResponse<String> answer = api.get("/payments-summary");
    release.countDown();

    assertIsOfTheStore(answer);
  }

  @Test
  void summaryIsReadFromTheStoreWhereThereIsNoWorkerAndNothingIsPurged() {
    api.summary = new Summary(new TreeMap<>(Map.of("default", new Totals(3, 5970))));
    worker.close();

    HttpResponse<String> answer = api.get("/payments-summary");

    assertIsOfTheStore(answer);
    assertEquals(
        "{\"default\":{\"totalRequests\":3,\"totalAmount\":59.70},"
            + "\"fallback\":{\"totalRequests\":0,\"totalAmount\":0.00}}",
        answer.body());
    assertTrue(
        api.get("/metrics").body().contains("rinha_summaries_without_worker_total 1.0\n"),
        () -> api.get("/metrics").body());
    HttpResponse<String> purge = api.post("/purge-payments", "");
    assertEquals(503, purge.statusCode(), purge.body());
    assertEquals("1", purge.headers().firstValue("Retry-After").orElse(""));
    assertEquals(400, api.get("/payments-summary?from=yesterday").statusCode());
    String payment = "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":1}";
    assertEquals(202, api.post("/payments", payment).statusCode());
  }

  private static final String COMPLETE =
      "HTTP/1.1 200 OK\r\n"
          + "Content-Type: application/json\r\n"
          + "Content-Length: 2\r\n"
          + "Connection: close\r\n\r\n"
          + "{}";

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"default\":"})
  void workerThatDiesWithinItsAnswerIsUnavailable(String beginning) throws IOException {
    try (Breaking breaking = new Breaking(_ -> beginning)) {
      HttpResponse<String> answer = breaking.api.post("/purge-payments", "");

      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("worker-unavailable"), answer.body());
      assertIsOfTheStore(breaking.api.get("/payments-summary"));
    }
  }

  /** It has begun and is not warm yet, or has no store. */
  @Test
  void summaryIsReadFromTheStoreWhereTheWorkerCannot() {
    worker.beforeSummary =
        () -> {
          throw new StoreException("away");
        };

    assertIsOfTheStore(api.get("/payments-summary"));
  }

  private static void assertIsOfTheStore(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    String worker = answer.headers().firstValue("Summary-Without-Worker").orElse("");
    assertTrue(worker.startsWith("127.0.0.1:"), answer.headers().map()::toString);
  }

  /** A connection that was kept may be closed just when it is used again. */
  @Test
  void readOverAConnectionThatBreaksIsTriedOnceMoreAndAPurgeIsNot() throws IOException {
    try (Breaking breaking = new Breaking(asked -> asked % 2 == 0 ? COMPLETE : "")) {
      HttpResponse<String> read = breaking.api.get("/payments-summary");
      assertEquals(200, read.statusCode(), read.body());
      assertEquals("{}", read.body());
      assertEquals(2, breaking.asked.get());

      assertEquals(503, breaking.api.post("/purge-payments", "").statusCode());
      assertEquals(3, breaking.asked.get());
    }
  }

  /** It was an internal error where a worker died more than a second after it was asked. */
  @Test
  void summaryIsReadFromTheStoreWhereTheConnectionBreaksLate() throws IOException {
    long late = 1_100_000_000;
    IntFunction<String> breaksLate =
        _ -> {
          for (long end = System.nanoTime() + late; System.nanoTime() < end; ) {
            LockSupport.parkNanos(end - System.nanoTime());
          }
          return "";
        };
    try (Breaking breaking = new Breaking(breaksLate)) {
      assertIsOfTheStore(breaking.api.get("/payments-summary"));
      assertEquals(1, breaking.asked.get());
    }
  }

  @Test
  void workerThatDoesNotAnswerIsAskedByNobodyForAMomentAndThenAgain() throws IOException {
    try (Breaking breaking = new Breaking(asked -> asked < 50 ? "" : COMPLETE)) {
      int told = 0;
      while (told == breaking.asked.get() && told < 50) {
        assertEquals(503, breaking.api.post("/purge-payments", "").statusCode());
        told++;
      }
      assertEquals(breaking.asked.get() + 1, told, "the last one was not passed on");

      breaking.asked.set(50);
      long end = System.nanoTime() + 20_000_000_000L;
      while (breaking.api.post("/purge-payments", "").statusCode() != 200) {
        assertTrue(System.nanoTime() < end, "nobody is let through any more");
      }
    }
  }

  /** An API instance whose worker answers as it is told and closes each connection. */
  private static final class Breaking implements AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final ServerSocket worker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final RunningService api =
        RunningService.start(
            Map.of(
                "mode", "api",
                "worker.host", "127.0.0.1",
                "worker.port", String.valueOf(worker.getLocalPort())));

    /**
     * @param answers by how often it was asked, this time included
     */
    private Breaking(IntFunction<String> answers) throws IOException {
      Thread.ofVirtual().start(() -> answer(answers));
    }

    private void answer(IntFunction<String> answers) {
      while (!worker.isClosed()) {
        try (Socket socket = worker.accept()) {
          if (socket.getInputStream().read(new byte[4096]) > 0) {
            String answer = answers.apply(asked.incrementAndGet());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          }
        } catch (IOException e) {
          // Whoever asked, or the test, is done.
        }
      }
    }

    @Override
    public void close() throws IOException {
      api.close();
      worker.close();
    }
  }
}
