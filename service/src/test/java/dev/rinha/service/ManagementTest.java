package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.tls.TlsFiles;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementTest {

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/metrics", "/openapi", "/payments-summary"})
  void whatOnlyLooksIsAnsweredThereToo(String path) {
    try (var service = RunningService.start(Map.of("mode", "worker"))) {
      HttpResponse<String> there = service.manage("GET", path);

      assertEquals(200, there.statusCode());
      assertEquals(
          service.get(path).headers().firstValue("Content-Type"),
          there.headers().firstValue("Content-Type"));
    }
  }

  /** The name of a stranger's page may lead to this machine, and its script asks by that name. */
  @Test
  void onLoopbackItIsAskedByNoOtherName() throws IOException {
    try (var service = RunningService.start(Map.of("mode", "worker"))) {
      int port = service.managementPort().orElseThrow();
      for (String name :
          List.of("evil.example", "evil.example:" + port, "localhost.evil.example")) {
        assertTrue(statusOf(port, name).startsWith("HTTP/1.1 400 "), name);
      }
      for (String name :
          List.of("localhost", "LOCALHOST:" + port, "127.0.0.1:" + port, "[::1]:" + port)) {
        assertTrue(statusOf(port, name).startsWith("HTTP/1.1 200 "), name);
      }
    }
  }

  private static String statusOf(int port, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(10_000);
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return String.valueOf(answer.readLine());
    }
  }

  @Test
  void nothingCanBeChangedThere() {
    try (var service = RunningService.start(Map.of())) {
      assertEquals(404, service.manage("POST", "/purge-payments").statusCode());
      assertEquals(0, service.purges.get());
      assertNotEquals(202, service.manage("POST", "/payments").statusCode());
    }
  }

  @Test
  void errorsAreProblemsThereToo() {
    try (var service = RunningService.start(Map.of("mode", "worker"))) {
      HttpResponse<String> unknown = service.manage("GET", "/nothing");
      HttpResponse<String> wrongMethod = service.manage("PUT", "/healthz");
      HttpResponse<String> wrongParameter = service.manage("GET", "/payments-summary?FROM=1");
      HttpResponse<String> head = service.manage("HEAD", "/healthz");

      assertEquals(404, unknown.statusCode());
      assertEquals(405, wrongMethod.statusCode());
      assertEquals(Optional.of("GET"), wrongMethod.headers().firstValue("Allow"));
      assertEquals(400, wrongParameter.statusCode());
      assertEquals(405, head.statusCode());
      for (var answer : new HttpResponse<?>[] {unknown, wrongMethod, wrongParameter, head}) {
        assertEquals(
            Optional.of("application/problem+json"), answer.headers().firstValue("Content-Type"));
      }
    }
  }

  /** Operators who read long lists must not look like slow payments in the alert rules. */
  @Test
  void itsRequestsAreNotCountedAmongThoseOfClients() {
    try (var service = RunningService.start(Map.of("mode", "worker"))) {
      assertEquals(404, service.manage("GET", "/nothing").statusCode());

      service.await(
          () ->
              service
                  .get("/metrics")
                  .body()
                  .contains(
                      "rinha_management_request_seconds_count{route=\"other\",status=\"404\"} 1"));
      assertFalse(
          service
              .get("/metrics")
              .body()
              .contains("rinha_http_request_seconds_count{route=\"other"));
    }
  }

  @Test
  void gatewayHasNoneUnlessOneIsAskedFor() {
    assertEquals(Optional.empty(), management("mode", "api"));
    assertEquals(
        Optional.of(new ServiceConfig.Management("127.0.0.1", 1234, true, TlsFiles.NONE)),
        management("mode", "api", "management.port", "1234"));
  }

  @Test
  void whateverExecutesHasOneOnLoopback() {
    var usual = Optional.of(new ServiceConfig.Management("127.0.0.1", 9990, false, TlsFiles.NONE));

    assertEquals(usual, management("mode", "worker"));
    assertEquals(usual, management("mode", "standalone"));
    assertEquals(Optional.empty(), management("mode", "worker", "management.port", "none"));
  }

  @Test
  void clientsAndOperatorsCannotHaveOnePort() {
    var refused =
        assertThrows(
            ConfigException.class,
            () -> management("server.port", "8080", "management.port", "8080"));

    assertEquals(
        "management.port is 8080, and so is server.port: choose another for one of them",
        refused.getMessage());
    assertEquals(
        Optional.of(new ServiceConfig.Management("127.0.0.1", 0, false, TlsFiles.NONE)),
        management("server.port", "9990"));
  }

  /** Two workers on one machine, by the README. The port is held here if nobody has it. */
  @Test
  void usualPortThatIsTakenKeepsNobodyFromExecuting() throws IOException {
    try (var holder = new ServerSocket()) {
      hold(holder, 9990);
      try (var service =
          RunningService.start(Map.of("mode", "worker", "management.port", "auto"))) {
        assertNotEquals(Optional.of(9990), service.managementPort());
        assertEquals(200, service.manage("GET", "/healthz").statusCode());
      }
    }
  }

  @Test
  void withNoneThereIsOnlyTheAddressOfClients() {
    try (var service = RunningService.start(Map.of("management.port", "none"))) {
      assertTrue(service.managementPort().isEmpty());
    }
  }

  private static void hold(ServerSocket holder, int port) {
    try {
      holder.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      // Somebody else holds it, which is as good.
    }
  }

  private static Optional<ServiceConfig.Management> management(String... flags) {
    Map<String, String> all =
        flags.length == 2
            ? Map.of(flags[0], flags[1])
            : Map.of(flags[0], flags[1], flags[2], flags[3]);
    return ServiceConfig.from(Configuration.load(all, Map.of())).management();
  }
}
