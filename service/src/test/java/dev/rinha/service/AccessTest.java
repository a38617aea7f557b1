package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask for what. */
final class AccessTest {

  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final String PAYMENT = "{\"correlationId\":\"" + ID + "\",\"amount\":19.90}";

  @TempDir Path directory = Path.of("");

  /** The token of each role is its name twice. */
  private static String token(AccessRole role) {
    return role.text() + "-" + role.text();
  }

  private Map<String, String> standard(String... more) throws IOException {
    List<String> lines =
        Stream.of(AccessRole.values())
            .map(role -> Tokens.line(new Tokens.Holder("a-" + role.text(), role), token(role)))
            .toList();
    Map<String, String> flags = new HashMap<>();
    flags.put("profile", "standard");
    flags.put("access.tokens-file", Files.write(directory.resolve("tokens"), lines).toString());
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return flags;
  }

  private static HttpResponse<String> ask(
      RunningService service, String method, String path, boolean managed, String... headers) {
    String[] all =
        Stream.concat(Stream.of("X-Test", "1"), Stream.of(headers)).toArray(String[]::new);
    return managed
        ? service.manage(method, path, all)
        : service.send(method, path, BodyPublishers.ofString(body(method, path)), all);
  }

  private static String body(String method, String path) {
    return method.equals("POST") && path.equals("/payments") ? PAYMENT : "";
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /payments, false, client",
    "GET, /payments/" + ID + ", false, client reader operator",
    "GET, /payments/" + ID + ", true, client reader operator",
    "GET, /payments/" + ID + "/quotes, false, reader operator",
    "GET, /payments/" + ID + "/history, true, reader operator",
    "GET, /payments/" + ID + "/story, true, reader operator",
    "GET, /payments, true, reader operator",
    "GET, /payments-summary, false, reader operator",
    "GET, /payments-summary, true, reader operator",
    "GET, /metrics, false, reader operator",
    "GET, /metrics, true, reader operator",
    "GET, /dashboard/live?x=1, true, reader operator",
    "GET, /events?x=1, true, reader operator",
    "POST, /purge-payments, false, operator",
    "POST, /queue/pause, true, operator",
    "POST, /queue/resume, true, operator",
    "POST, /processors/default/pause, true, operator",
    "POST, /processors/default/resume, true, operator",
    "POST, /payments/" + ID + "/put-back, true, operator",
    "POST, /payments/" + ID + "/discard, true, operator",
    "POST, /payments/" + ID + "/resolve, true, operator",
    "DELETE, /payments, false, client reader operator",
    "GET, /nothing, false, client reader operator",
    "GET, /nothing, true, client reader operator"
  })
  void onlyThoseAreAnsweredWhoMay(String method, String path, boolean managed, String roles)
      throws IOException {
    try (var service = RunningService.start(standard())) {
      var missing = ask(service, method, path, managed);
      var wrong = ask(service, method, path, managed, bearer("no-such-token"));
      var basic = ask(service, method, path, managed, "Authorization", "Basic dTpw");

      for (var refused : List.of(missing, wrong, basic)) {
        assertEquals(401, refused.statusCode(), refused::body);
        assertTrue(
            refused.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
        assertFalse(refused.body().contains(path), refused::body);
      }
      for (AccessRole role : AccessRole.values()) {
        int status = ask(service, method, path, managed, bearer(token(role))).statusCode();
        boolean may = List.of(roles.split(" ", -1)).contains(role.text());
        assertEquals(!may, status == 403, role + ": " + status);
        assertFalse(status == 401, role + ": " + status);
      }
    }
  }

  /**
   * So that nobody forgets one here: whatever the description says is asked for without a token.
   */
  @Test
  void whateverIsDescribedWantsATokenUnlessItSaysSo() throws IOException {
    try (var service = RunningService.start(standard())) {
      for (Description.Operation operation : RunningService.description().operations()) {
        String path =
            operation.path().replace("{correlationId}", ID).replace("{processor}", "default");
        int managed = ask(service, operation.method(), path, true).statusCode();
        assertEquals(operation.needsToken() ? 401 : 200, managed, operation::toString);
        if (operation.needsToken()) {
          int open = ask(service, operation.method(), path, false).statusCode();
          assertEquals(401, open, operation::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/openapi", "/dashboard", "/dashboard/dashboard.js"})
  void whatTellsNothingNeedsNoToken(String path) throws IOException {
    try (var service = RunningService.start(standard())) {
      assertEquals(200, ask(service, "GET", path, true).statusCode());
    }
  }

  /** Workers ask each other, by addresses that only the store knows: no token is shown to these. */
  @Test
  void workersAskEachOtherWithoutAToken() throws IOException {
    try (var service = RunningService.start(standard("mode", "worker"))) {
      assertEquals(204, ask(service, "POST", "/settled", false).statusCode());
    }
  }

  @Test
  void withoutTokensNothingIsAnsweredButHealth() {
    try (var service = RunningService.start(Map.of("profile", "standard"))) {
      assertEquals(200, service.get("/healthz").statusCode());
      assertEquals(401, service.get("/payments-summary").statusCode());
      assertEquals(401, ask(service, "POST", "/purge-payments", false).statusCode());
      assertEquals(401, ask(service, "POST", "/payments", false).statusCode());
      assertEquals(0, service.purges.get());
    }
  }

  @Test
  void rolesThatAreOpenNeedNoTokenAndOthersDo() throws IOException {
    try (var service = RunningService.start(standard("access.open", "client,reader"))) {
      assertEquals(202, ask(service, "POST", "/payments", false).statusCode());
      assertEquals(200, service.get("/payments-summary").statusCode());
      assertEquals(401, ask(service, "POST", "/purge-payments", false).statusCode());
      assertEquals(
          200,
          ask(service, "POST", "/purge-payments", false, bearer(token(AccessRole.OPERATOR)))
              .statusCode());
    }
  }

  @Test
  void purgeThroughAGatewayIsWrittenDownUnderTheNameOfTheToken() throws IOException {
    try (var worker = RunningService.start(standard("mode", "worker"));
        var api =
            RunningService.start(
                standard(
                    "mode", "api",
                    "worker.host", "127.0.0.1",
                    "worker.port", String.valueOf(worker.port())))) {
      String[] operator = bearer(token(AccessRole.OPERATOR));
      assertEquals(401, ask(api, "POST", "/purge-payments", false).statusCode());
      assertEquals(200, ask(api, "POST", "/purge-payments", false, operator).statusCode());

      List<OperatorAct> acts = worker.store.operatorLog().last(10);
      assertEquals(1, acts.size());
      assertEquals("a-operator", acts.getFirst().who());
      assertEquals("purge", acts.getFirst().what());
      assertEquals("127.0.0.1 by 127.0.0.1", acts.getFirst().from());
    }
  }

  @Test
  void purgeByWhomNobodyHasAskedIsWrittenDownToo() {
    try (var service = RunningService.start(Map.of())) {
      assertEquals(200, ask(service, "POST", "/purge-payments", false).statusCode());

      OperatorAct act = service.store.operatorLog().last(10).getFirst();
      assertEquals(OperatorAct.ANYBODY, act.who());
      assertEquals("127.0.0.1", act.from());
    }
  }

  @Test
  void purgeThatCannotBeWrittenDownIsNotDone() {
    try (var service = RunningService.start(Map.of())) {
      service.store.close();

      assertTrue(ask(service, "POST", "/purge-payments", false).statusCode() >= 500);
      assertEquals(0, service.purges.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1"})
  void pageOfAnotherOriginChangesNothing(String origin) {
    try (var service = RunningService.start(Map.of())) {
      String[] from = {"Origin", origin};

      assertEquals(403, ask(service, "POST", "/purge-payments", false, from).statusCode());
      assertEquals(403, ask(service, "POST", "/payments", false, from).statusCode());
      assertEquals(403, ask(service, "POST", "/queue/pause", true, from).statusCode());
      assertEquals(0, service.purges.get());
      String own = "http://127.0.0.1:" + service.port();
      assertEquals(200, ask(service, "POST", "/purge-payments", false, "Origin", own).statusCode());
    }
  }

  @Test
  void clientWithTooManyRequestsIsToldWhenToComeBackAndOthersAreNotHeldUp() throws IOException {
    try (var service = RunningService.start(standard("access.client-requests-per-second", "1"))) {
      String[] client = bearer(token(AccessRole.CLIENT));
      HttpResponse<String> answer = ask(service, "POST", "/payments", false, client);
      for (int i = 0; i < 100 && answer.statusCode() != 429; i++) {
        answer = ask(service, "POST", "/payments", false, client);
      }

      assertEquals(429, answer.statusCode());
      assertEquals(Optional.of("1"), answer.headers().firstValue("Retry-After"));
      for (int i = 0; i < 5; i++) {
        String[] reader = bearer(token(AccessRole.READER));
        assertEquals(200, ask(service, "GET", "/payments-summary", false, reader).statusCode());
      }
    }
  }

  @Test
  void warmUpShowsATokenThatNobodyElseHas() throws IOException {
    try (var service = RunningService.start(standard("warm-up.requests", "16"))) {
      assertTrue(service.warmUps.get() > 0);
    }
  }

  /** A body after HEAD would be taken for the next answer. */
  @Test
  void refusalOfHeadHasNoBody() throws IOException {
    try (var service = RunningService.start(standard())) {
      String answers =
          service.raw(
              "HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertFalse(answers.contains("urn:rinha:problem"), answers);
      assertTrue(answers.contains("\"UP\""), answers);
    }
  }
}
