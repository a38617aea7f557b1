package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
  void unknownParameterIsRefusedWithoutTheWorker() {
    assertEquals(400, api.post("/purge-payments?before=2025-07-15", "").statusCode());
    assertEquals(0, worker.purges.get());
  }

  @Test
  void purgeReachesTheWorker() {
    assertEquals(200, api.send("POST", "/purge-payments", BodyPublishers.noBody()).statusCode());
    assertEquals(200, api.post("/purge-payments", "{}").statusCode());
    assertEquals(2, worker.purges.get());
    assertEquals(List.of(), api.askedWindows);
  }

  private static final String COMPLETE =
      "HTTP/1.1 200 OK\r\n"
          + "Content-Type: application/json\r\n"
          + "Content-Length: 2\r\n"
          + "Connection: close\r\n\r\n"
          + "{}";

  @Test
  void purgeThatNobodyAnswersIsUnavailableAndPaymentsGoOn() {
    worker.close();

    HttpResponse<String> purge = api.post("/purge-payments", "");

    assertEquals(503, purge.statusCode(), purge.body());
    assertEquals("1", purge.headers().firstValue("Retry-After").orElse(""));
    String payment = "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":1}";
    assertEquals(202, api.post("/payments", payment).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"default\":"})
  void workerThatDiesWithinItsAnswerIsUnavailable(String beginning) throws IOException {
    try (Breaking breaking = new Breaking(_ -> beginning)) {
      HttpResponse<String> answer = breaking.api.post("/purge-payments", "");

      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("worker-unavailable"), answer.body());
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
