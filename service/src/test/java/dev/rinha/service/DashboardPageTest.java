package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.routing.Quote;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /dashboard} and what the page asks for. */
final class DashboardPageTest {

  private static final int SOCKET_MILLIS = 20_000;

  @TempDir Path directory = Path.of("");

  private final RunningService service = RunningService.start(Map.of("mode", "standalone"));

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void pageAndItsFilesAreServedAndMayLoadNothingFromElsewhere() {
    HttpResponse<String> page = service.manage("GET", "/dashboard");
    Matcher named = Pattern.compile("(?:src|href)=\"(dashboard/[^\"]+)\"").matcher(page.body());
    List<String> files = new ArrayList<>();
    while (named.find()) {
      files.add("/" + named.group(1));
    }

    assertEquals(9, files.size(), files::toString);
    files.add("/dashboard");
    for (String file : files) {
      HttpResponse<String> answer = service.manage("GET", file);
      assertEquals(200, answer.statusCode(), file);
      assertEquals(
          "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          header(answer, "Content-Security-Policy"),
          file);
      assertEquals("nosniff", header(answer, "X-Content-Type-Options"), file);
      assertFalse(answer.body().contains("<script>"), file);
    }
    assertEquals(404, service.manage("GET", "/dashboard/../metrics.js").statusCode());
    assertEquals(404, service.manage("GET", "/dashboard/other.js").statusCode());
  }

  @Test
  void clientsSeeNothingOfIt() {
    for (String path : List.of("/dashboard", "/dashboard/dashboard.js", "/dashboard/live")) {
      assertEquals(404, service.get(path).statusCode(), path);
    }
    for (String name : List.of("history", "story")) {
      String path = "/payments/" + UUID.randomUUID() + "/" + name;
      assertEquals(404, service.get(path).statusCode(), path);
    }
  }

  @Test
  void liveFiguresAreThoseOfTheMetrics() throws IOException {
    service.post(
        "/payments", "{\"correlationId\":\"%s\",\"amount\":1}".formatted(UUID.randomUUID()));

    service.dashboardQuotes = List.of(new Quote("default", 500_000, 10_000, 5, 20, 99_700));
    try (Events events = new Events(service, "")) {
      String hour = events.next("hour");
      String now = events.next("now");

      assertTrue(hour.contains("\"mode\":\"standalone\""), hour);
      assertTrue(hour.contains("\"acts\":true"), hour);
      assertTrue(hour.contains("\"series\":[\"accepted\",\"settled\",\"acceptP50\""), hour);
      assertTrue(hour.contains("{\"name\":\"fallback\",\"fee\":\"15 %\"}"), hour);
      assertTrue(now.contains("\"rinha_payments_total{answer=\\\"accepted\\\"}\":1,"), now);
      assertTrue(now.contains("\"workers\":[\"worker-1\"]"), now);
      assertTrue(now.contains("\"quotes\":[{\"processor\":\"default\",\"fee\":0.00500000,"), now);
      assertEquals(1, lines("rinha_payments_total{answer=\"accepted\"} 1.0"));
      for (String json : List.of(hour, now)) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
          while (parser.nextToken() != null) {} // Throws where it is no JSON.
        }
      }
    }
  }

  @Test
  void onlyWhoMayActIsShownTheWaysTo() throws IOException {
    List<String> tokens =
        Stream.of(AccessRole.READER, AccessRole.OPERATOR)
            .map(role -> Tokens.line(new Tokens.Holder(role.text(), role), role.text()))
            .toList();
    Path file = Files.write(directory.resolve("tokens"), tokens);
    try (var guarded =
        RunningService.start(
            Map.of(
                "profile", "standard",
                "access.tokens-file", file.toString(),
                "access.open", "reader"))) {
      assertFalse(shownTheWays(guarded, ""));
      assertFalse(shownTheWays(guarded, "Authorization: Bearer reader\r\n"));
      assertTrue(shownTheWays(guarded, "Authorization: Bearer operator\r\n"));
    }
  }

  private static boolean shownTheWays(RunningService guarded, String header) throws IOException {
    try (Events events = new Events(guarded, header)) {
      return events.next("hour").contains("\"acts\":true");
    }
  }

  private long lines(String line) {
    return service.manage("GET", "/metrics").body().lines().filter(line::equals).count();
  }

  @Test
  void historyIsToldFromAcceptanceOn() {
    UUID id = UUID.randomUUID();
    service.store.intake().accept(new Payment(id, Money.parse("19.90"), 1_752_583_000_123L));

    HttpResponse<String> history = service.manage("GET", "/payments/" + id + "/history");

    assertEquals(
        "{\"history\":[{\"at\":\"2025-07-15T12:36:40.123Z\",\"text\":\"accepted\"}]}",
        history.body());
    assertEquals("", header(history, "Deprecation"));
    assertEquals(
        404, service.manage("GET", "/payments/" + UUID.randomUUID() + "/history").statusCode());
  }

  @Test
  void oldPathOfTheHistoryAnswersAsItDidAndNamesTheNewOne() {
    UUID id = UUID.randomUUID();
    service.store.intake().accept(new Payment(id, Money.parse("19.90"), 1_752_583_000_123L));

    HttpResponse<String> old = service.manage("GET", "/payments/" + id + "/story");

    assertEquals(
        "{\"story\":[{\"at\":\"2025-07-15T12:36:40.123Z\",\"text\":\"accepted\"}]}", old.body());
    assertEquals("@1795824000", header(old, "Deprecation"));
    assertEquals("</payments/" + id + "/history>; rel=\"successor-version\"", header(old, "Link"));
    HttpResponse<String> unknown =
        service.manage("GET", "/payments/" + UUID.randomUUID() + "/story");
    assertEquals(404, unknown.statusCode());
    assertEquals("@1795824000", header(unknown, "Deprecation"));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** The events, as a browser reads them. */
  private static final class Events implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;

    Events(RunningService service, String header) throws IOException {
      socket = new Socket("127.0.0.1", service.managementPort().orElseThrow());
      socket.setSoTimeout(SOCKET_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET /dashboard/live HTTP/1.1\r\nHost: localhost\r\n"
                      + header
                      + "Accept: text/event-stream\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The data of the next event of that name. */
    String next(String name) throws IOException {
      String line = lines.readLine();
      while (line != null && !line.endsWith("event:" + name)) {
        line = lines.readLine();
      }
      return String.valueOf(lines.readLine()).replaceFirst("^data:", "");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
