package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever sends slowly, or not at all, holds nothing for longer than a request may take. */
final class SlowRequestsTest {

  private static final int CONNECTIONS = 16;
  private static final String HEAD =
      "POST /payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 72\r\n";
  private static final String WHOLE = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int BOUND_MILLIS = 20_000;

  private final RunningService service =
      RunningService.start(
          Map.of(
              "server.request-timeout",
              "300ms",
              "server.max-connections",
              Integer.toString(CONNECTIONS),
              "server.max-concurrent-requests",
              "1"));
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    service.close();
  }

  private Socket connect(String beginning) throws IOException {
    return connect(service, beginning);
  }

  private Socket connect(RunningService to, String beginning) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
    sockets.add(socket);
    socket.setSoTimeout(BOUND_MILLIS);
    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  static Stream<String> beginnings() {
    return Stream.of("", "PO", HEAD, HEAD + "\r\n", HEAD + "\r\n{\"correlationId\"");
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void connectionWhoseRequestDoesNotArriveIsClosed(String beginning) throws IOException {
    assertEquals(-1, read(connect(beginning)));
  }

  /** Each byte comes soon enough, and the request never ends. */
  @ParameterizedTest
  @MethodSource("slowOnes")
  void requestThatArrivesByteByByteIsCutOff(String beginning, String slowly) throws IOException {
    Socket socket = connect(beginning);
    socket.setSoTimeout(1);

    service.await(() -> isCutOff(socket, slowly));
  }

  static Stream<Arguments> slowOnes() {
    return Stream.of(
        Arguments.of("", "P"),
        Arguments.of(HEAD, "X: y\r\n"),
        Arguments.of(
            "POST /payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 4000\r\n\r\n",
            " "));
  }

  /** The answer came at once, and the rest of the request never does. */
  @Test
  void bodyThatIsStillToComeAfterItsAnswerIsNotWaitedForWithoutBound() throws IOException {
    Socket refused = connect(HEAD + "Origin: http://evil.example\r\n\r\n{");

    assertEquals('H', read(refused));
    service.await(() -> isCutOff(refused, ""));
  }

  /** Whoever asks and asks, and takes none of the answers. */
  @Test
  void connectionWhoseAnswersAreNotTakenIsClosed() throws Exception {
    Socket asking = connect("");
    asking.setReceiveBufferSize(1024);
    String large = WHOLE.replace("/healthz", "/openapi");
    byte[] requests = large.repeat(1_000).getBytes(StandardCharsets.US_ASCII);
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(() -> writeUntilClosed(asking, requests));

    assertNull(asked.get(BOUND_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static void writeUntilClosed(Socket socket, byte[] requests) {
    try {
      while (true) {
        socket.getOutputStream().write(requests);
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private static boolean isCutOff(Socket socket, String next) {
    try {
      socket.getOutputStream().write(next.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoComesAfterAsManySlowOnesAsThereMayBeConnectionsIsAnswered() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      connect(HEAD);
    }

    assertEquals(202, post(service, UUID.randomUUID()).statusCode());
  }

  /** Health and payments are answered as if they were not there, long before they are cut off. */
  @Test
  void bodiesThatAreStillArrivingTakeNoPermit() throws IOException {
    try (RunningService patient =
        RunningService.start(
            Map.of("server.request-timeout", "1h", "server.max-concurrent-requests", "1"))) {
      for (int i = 0; i < CONNECTIONS; i++) {
        connect(patient, HEAD + "\r\n{");
      }

      assertEquals(202, post(patient, UUID.randomUUID()).statusCode());
      assertEquals(200, patient.get("/healthz").statusCode());
    }
  }

  @Test
  void healthIsAnsweredWhileNoPermitIsLeft() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    service.beforeSummary =
        () -> {
          asked.complete(null);
          end.join();
        };
    CompletableFuture<HttpResponse<String>> summary =
        CompletableFuture.supplyAsync(() -> service.get("/payments-summary"));
    asked.join();

    assertEquals(200, service.get("/healthz").statusCode());
    assertEquals(503, post(service, UUID.randomUUID()).statusCode());
    end.complete(null);
    assertEquals(200, summary.join().statusCode());
    assertEquals(202, post(service, UUID.randomUUID()).statusCode());
  }

  @Test
  void connectionThatIsKeptWaitsForItsNextRequest() throws Exception {
    Socket kept = connect(WHOLE);
    readAnswer(kept);
    Socket slow = connect(HEAD);
    assertEquals(-1, read(slow));

    kept.getOutputStream().write(WHOLE.getBytes(StandardCharsets.US_ASCII));

    assertEquals('H', read(kept));
  }

  @Test
  void answerMayTakeLongerThanARequest() throws Exception {
    CompletableFuture<Void> slowEnded = new CompletableFuture<>();
    service.beforeSummary = slowEnded::join;
    Socket asking = connect("GET /payments-summary HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals(-1, read(connect(HEAD)));

    slowEnded.complete(null);

    assertEquals('H', read(asking));
  }

  private static int read(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither answered nor closed", e);
    } catch (SocketException e) {
      return -1;
    }
  }

  private static void readAnswer(Socket socket) throws IOException {
    assertEquals('H', read(socket));
    socket.getInputStream().skipNBytes(socket.getInputStream().available());
  }

  private static HttpResponse<String> post(RunningService to, UUID id) {
    return to.post("/payments", "{\"correlationId\":\"%s\",\"amount\":19.90}".formatted(id));
  }
}
