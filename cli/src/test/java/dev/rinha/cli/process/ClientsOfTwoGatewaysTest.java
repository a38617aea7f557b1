package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two clients with tokens at two gateways and a worker, all real, on one Redis. */
final class ClientsOfTwoGatewaysTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static String line(String client) {
    return Tokens.line(new Tokens.Holder(client, AccessRole.CLIENT), client + "-token");
  }

  private HttpResponse<String> send(URI uri, String client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request
            .uri(uri)
            .header("Authorization", "Bearer " + client + "-token")
            .timeout(BOUND)
            .build(),
        BodyHandlers.ofString());
  }

  private int offer(URI gateway, String client, UUID id) throws Exception {
    String body = "{\"correlationId\":\"" + id + "\",\"amount\":19.90}";
    HttpRequest.Builder post = HttpRequest.newBuilder().POST(BodyPublishers.ofString(body));
    return send(gateway.resolve("/payments"), client, post).statusCode();
  }

  private HttpResponse<String> ask(URI gateway, String client, UUID id) throws Exception {
    return send(gateway.resolve("/payments/" + id), client, HttpRequest.newBuilder());
  }

  @Test
  void floodThroughAllGatewaysLeavesRoomAndEachClientSeesItsOwnAlone() throws Exception {
    try (Stack stack =
        Stack.of(ClientsOfTwoGatewaysTest.class)
            .gateways(2)
            .flag("access.open", "none")
            .flag("intake.max-unfinished", "20")
            .variable("RINHA_ACCESS_TOKENS", line("shop") + "," + line("other"))
            .start()) {
      stack.kill("worker-1");

      List<UUID> accepted = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        UUID id = UUID.randomUUID();
        int status = offer(stack.url("api-" + (1 + i % 2)), "shop", id);
        assertEquals(i < 10 ? 202 : 429, status, "offer " + i);
        if (status == 202) {
          accepted.add(id);
        }
      }
      UUID others = UUID.randomUUID();
      assertEquals(202, offer(stack.url("api-1"), "other", others));
      assertEquals(422, offer(stack.url("api-2"), "other", accepted.getFirst()));
      assertEquals(422, offer(stack.url("api-2"), "shop", others));
      assertEquals(404, ask(stack.url("api-2"), "other", accepted.getFirst()).statusCode());
      stack.start("worker-1");

      accepted.add(others);
      Waiting.until(
          () -> stack.store().ledger().census().settled() == accepted.size(),
          BOUND,
          () -> stack.store().ledger().census().toString());
      for (UUID id : accepted) {
        String client = id.equals(others) ? "other" : "shop";
        HttpResponse<String> own = ask(stack.url("api-1"), client, id);
        assertEquals(200, own.statusCode());
        assertTrue(own.body().contains("\"client\":\"" + client + "\""), own::body);
        String stranger = client.equals("shop") ? "other" : "shop";
        assertEquals(404, ask(stack.url("worker-1"), stranger, id).statusCode());
      }
      assertEquals(202, offer(stack.url("api-2"), "shop", UUID.randomUUID()));
    } finally {
      http.close();
    }
  }
}
