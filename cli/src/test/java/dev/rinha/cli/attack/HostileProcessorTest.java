package dev.rinha.cli.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.process.JavaProcess;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.redis.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A processor whose answers are made for terminals, pages and logs. */
final class HostileProcessorTest {

  private static final String HOSTILE =
      "\u001b[2J\u001b]0;owned\u0007\u009b31m<script>alert(1)</script>\r\n"
          + "SEVERE forged\u202e\u0000";
  private static final String REFUSED = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final String INTERCEPTED = "0d283ef7-bfe1-4ab0-9037-909eb246208e";
  private static final Pattern STEERS = Pattern.compile("[\\p{IsControl}\\u202a-\\u202e&&[^\n]]");
  private static final Pattern LONG = Pattern.compile("x{300}");
  private static final Duration START = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestRedis redis = TestRedis.start(TestRedis.Edition.available().getLast());
  private final HttpServer processor = server();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = JavaProcess.freePort();
  private final int management = JavaProcess.freePort();
  private final JavaProcess service =
      new JavaProcess(
          "HostileProcessorTest",
          Map.of(),
          List.of(),
          List.of(
              "serve",
              "--profile=challenge",
              "--server.host=127.0.0.1",
              "--server.port=" + port,
              "--management.port=" + management,
              "--warm-up.requests=0",
              "--redis.address=" + redis.address(),
              "--processors.names=default",
              "--processors.default.url=http://127.0.0.1:" + processor.getAddress().getPort()));

  @AfterEach
  void close() {
    service.close();
    client.close();
    processor.stop(0);
    redis.close();
  }

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      server.createContext("/", HostileProcessorTest::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean refuses = asked.contains(REFUSED);
    String type = refuses ? "application/json" : "text/html; x=" + "x".repeat(3_000);
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] body = (HOSTILE + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refuses ? 400 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void whatAProcessorSaysIsCutAndSteersNoTerminalPageOrLog() {
    service.start();
    URI url = URI.create("http://127.0.0.1:" + port);
    Poll.until("it serves", START, () -> ask(url.resolve("/healthz")).isPresent());
    pay(url, REFUSED);
    pay(url, INTERCEPTED);
    Poll.until(
        "one is dead",
        START,
        () -> ask(url.resolve("/payments/" + REFUSED)).orElse("").contains("\"dead\""));
    Poll.until(
        "the other is in doubt",
        START,
        () -> ask(url.resolve("/payments/" + INTERCEPTED)).orElse("").contains("in_doubt"));

    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("log", service.output());
    for (String path :
        List.of(
            "/payments",
            "/payments/" + REFUSED,
            "/payments/" + REFUSED + "/history",
            "/payments/" + INTERCEPTED + "/history",
            "/metrics")) {
      shown.put(
          path, ask(URI.create("http://127.0.0.1:" + management).resolve(path)).orElse("nothing"));
    }
    for (String command :
        List.of(
            "dead-letters list",
            "dead-letters show " + REFUSED,
            "payments list",
            "payments show " + REFUSED,
            "explain " + REFUSED,
            "payments show " + INTERCEPTED,
            "status --worker " + url)) {
      CommandRun run = CommandRun.of((command + " --redis " + redis.address()).split(" "));
      shown.put(command, run.out() + run.err());
    }
    assertTrue(shown.getOrDefault("dead-letters show " + REFUSED, "").contains("<script>"));
    shown.forEach(HostileProcessorTest::assertHarmless);
  }

  private static void assertHarmless(String where, String text) {
    assertFalse(STEERS.matcher(text).find(), () -> where + ": " + text);
    assertFalse(LONG.matcher(text).find(), () -> where + ": " + text);
    assertFalse(text.contains("\nSEVERE forged"), () -> where + ": " + text);
    if (text.startsWith("{")) {
      try {
        assertFalse(JSON.readTree(text).isMissingNode(), where);
      } catch (IOException e) {
        throw new AssertionError(where + ": " + text, e);
      }
    }
  }

  private void pay(URI url, String id) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/payments"))
            .POST(BodyPublishers.ofString(Known.body(id, "1")))
            .build();
    try {
      assertEquals(202, client.send(request, BodyHandlers.ofString()).statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is answered with a 200. */
  private Optional<String> ask(URI url) {
    try {
      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
