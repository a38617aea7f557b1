package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one address may have, with real sockets. */
final class AddressLimitsTest {

  private static final String REFUSED = "rinha_http_connections_refused_total ";
  private static final String MANAGED = "rinha_management_connections_refused_total ";
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int BOUND_MILLIS = 20_000;

  @TempDir private Path folder = Path.of("");

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    socket.setSoTimeout(BOUND_MILLIS);
    return socket;
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(HEALTH.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void connectionsOfAnAddressBeyondItsLimitAreClosedAtOnceAndCounted() throws IOException {
    try (var service = RunningService.start(Map.of("server.max-connections-per-address", "3"))) {
      String before = service.get("/metrics").body(); // With a connection that is kept.
      List<Socket> two = List.of(connect(service.port()), connect(service.port()));
      for (Socket socket : two) {
        assertTrue(isAnswered(socket));
      }

      assertTrue(before.contains(REFUSED + "0.0\n"), before);
      assertEquals(false, isAnswered(connect(service.port())));
      String after = service.get("/metrics").body();
      assertTrue(after.contains(REFUSED + "1.0\n"), after);
      assertTrue(after.contains(MANAGED + "0.0\n"), after);

      two.getFirst().close();
      service.await(() -> connects(service.port()));
    }
  }

  /** Unlike the open address, the management address needs no setting for it. */
  @Test
  void oneAddressDoesNotTakeAllConnectionsForOperators() throws IOException {
    try (var service = RunningService.start(Map.of("server.max-connections-per-address", "512"))) {
      int management = service.managementPort().orElseThrow();
      for (int i = 0; i < 64; i++) {
        assertTrue(isAnswered(connect(management)));
      }
      assertEquals(false, isAnswered(connect(management)));
    }
  }

  private boolean connects(int port) {
    try {
      return isAnswered(connect(port));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void connectionsThatFailLeaveNoCount() throws IOException {
    try (var service = RunningService.start(Map.of("server.max-connections-per-address", "4"))) {
      for (int i = 0; i < 100; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
          if (i % 3 == 0) {
            socket.setSoLinger(true, 0);
          }
          socket.getOutputStream().write(i % 2);
        }
      }

      service.await(() -> connects(service.port()));
    }
  }

  /** Loopback is the proxy here. */
  private static Map<String, String> behindProxy(String... more) {
    Map<String, String> flags = new HashMap<>();
    flags.put("server.trusted-proxies", "127.0.0.0/8, ::1");
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return flags;
  }

  private static HttpResponse<String> ask(
      RunningService service, String method, String path, String... headers) {
    return service.send(method, path, BodyPublishers.noBody(), headers);
  }

  /** Holds requests for the summary until it is told otherwise. */
  private static final class Held {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();

    private Held(RunningService service, int count, String address) {
      service.beforeSummary =
          () -> {
            arrived.incrementAndGet();
            end.join();
          };
      for (int i = 0; i < count; i++) {
        asked.add(
            CompletableFuture.supplyAsync(
                () -> ask(service, "GET", "/payments-summary", "X-Forwarded-For", address),
                Thread::startVirtualThread));
      }
      service.await(() -> arrived.get() == count);
    }

    private void end() {
      end.complete(null);
      asked.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    }
  }

  @Test
  void requestsOfOneForwardedAddressAreLimitedAndHealthAndOthersAreNot() {
    try (var service = RunningService.start(behindProxy("server.max-requests-per-address", "2"))) {
      Held held = new Held(service, 2, "203.0.113.7");

      HttpResponse<String> third =
          ask(service, "GET", "/payments-summary", "X-Forwarded-For", "6.6.6.6, 203.0.113.7");
      assertEquals(429, third.statusCode(), third::body);
      assertEquals(Optional.of("1"), third.headers().firstValue("Retry-After"));
      assertEquals(
          200, ask(service, "GET", "/healthz", "X-Forwarded-For", "203.0.113.7").statusCode());
      assertEquals(
          404, ask(service, "GET", "/nothing", "X-Forwarded-For", "203.0.113.8").statusCode());
      assertEquals(404, ask(service, "GET", "/nothing").statusCode());

      held.end();
      assertEquals(
          404, ask(service, "GET", "/nothing", "X-Forwarded-For", "203.0.113.7").statusCode());
    }
  }

  @Test
  void connectionsOfTrustedProxiesAreNotLimited() throws IOException {
    try (var service =
        RunningService.start(behindProxy("server.max-connections-per-address", "1"))) {
      for (int i = 0; i < 10; i++) {
        assertTrue(isAnswered(connect(service.port())));
      }
    }
  }

  @Test
  void whoIsNoTrustedProxyIsNotBelievedForWhomHeAsks() {
    try (var service =
        RunningService.start(
            Map.of(
                "server.trusted-proxies", "10.0.0.0/8", "server.max-requests-per-address", "1"))) {
      Held held = new Held(service, 3, "203.0.113.7");
      held.end();

      assertEquals(
          200,
          ask(service, "POST", "/purge-payments", "X-Forwarded-For", "203.0.113.7").statusCode());
      assertEquals("127.0.0.1", service.store.operatorLog().last(1).getFirst().from());
    }
  }

  @Test
  void operatorLogNamesTheForwardedAddressAndTheProxy() {
    try (var service = RunningService.start(behindProxy())) {
      String forged = "6.6.6.6, 203.0.113.7, 127.0.0.2";
      assertEquals(
          200, ask(service, "POST", "/purge-payments", "X-Forwarded-For", forged).statusCode());

      assertEquals(
          "203.0.113.7 by 127.0.0.1", service.store.operatorLog().last(1).getFirst().from());
    }
  }

  @Test
  void gatewayTellsTheWorkerTheForwardedAddress() throws IOException {
    String token = "operator-operator";
    String line = Tokens.line(new Tokens.Holder("alice", AccessRole.OPERATOR), token);
    Path tokens = Files.writeString(folder.resolve("tokens"), line);
    Map<String, String> both =
        Map.of("profile", "standard", "access.tokens-file", tokens.toString());
    Map<String, String> worker = new HashMap<>(both);
    worker.put("mode", "worker");
    try (var executing = RunningService.start(worker)) {
      Map<String, String> api = behindProxy("mode", "api");
      api.putAll(both);
      api.put("worker.host", "127.0.0.1");
      api.put("worker.port", String.valueOf(executing.port()));
      try (var gateway = RunningService.start(api)) {
        assertEquals(
            200,
            ask(
                    gateway,
                    "POST",
                    "/purge-payments",
                    "Authorization",
                    "Bearer " + token,
                    "X-Forwarded-For",
                    "203.0.113.7")
                .statusCode());

        assertEquals(
            "203.0.113.7 by 127.0.0.1", executing.store.operatorLog().last(1).getFirst().from());
      }
    }
  }
}
