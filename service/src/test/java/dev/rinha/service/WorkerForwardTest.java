package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.summary.TimeWindow;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
  void slowWorkerIsATimeout() {
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

    assertEquals(504, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("within 300 ms"), answer.body());
  }

  @Test
  void absentWorkerIsUnavailableWhilePaymentsAreStillTaken() {
    worker.close();

    HttpResponse<String> answer = api.get("/payments-summary");

    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
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
      HttpResponse<String> answer = breaking.api.get("/payments-summary");

      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("worker-unavailable"), answer.body());
    }
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
      while (breaking.api.get("/payments-summary").statusCode() != 200) {
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
