package dev.rinha.cli.payment;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplainCommandTest {

  private static final String NAMESPACE = "explain-test";
  private static final long ACCEPTED = 1_752_582_896_000L;

  @TempDir Path folder = Path.of("");

  private final String redis = TestRedis.shared(Edition.BUNDLED).address();

  @Test
  void tellsTheHistoryThatIsInRedis() throws JsonProcessingException {
    UUID settled = UUID.randomUUID();
    settle(settled);

    CommandRun text = explain(settled.toString());
    CommandRun json = explain(settled.toString(), "--json");

    assertEquals(ExitCode.OK, text.exitCode(), text::toString);
    assertTrue(text.out().contains("was settled after 9 ms: default executed it"), text::out);
    assertTrue(text.out().contains("sent to default because it is the cheapest"), text::out);
    JsonNode root = new ObjectMapper().readTree(json.out());
    assertEquals("settled", root.at("/state").asText());
    assertEquals("19.90", root.at("/amount").decimalValue().setScale(2).toPlainString());
    assertEquals("accepted", root.at("/steps/0/text").asText());
    assertEquals(3, root.at("/steps/1/sinceAcceptedMillis").asLong());
  }

  @Test
  void waitingPaymentIsExplainedInMoneyByTheWorker() throws IOException {
    UUID waits = UUID.randomUUID();
    accept(waits);
    HttpServer worker = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    worker.createContext(
        "/payments/" + waits + "/quotes",
        exchange -> {
          byte[] body =
              """
              {"quotes":[{"processor":"default","fee":0.995,"time":1.0945,
                "restOfOutageMillis":11000,"backlogMillis":5,"latencyMillis":20},
               {"processor":"fallback","fee":2.985,"time":0.00995,
                "restOfOutageMillis":0,"backlogMillis":0,"latencyMillis":100}]}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    worker.start();
    Path settings =
        Files.writeString(
            folder.resolve("rinha.properties"),
            "worker.host=127.0.0.1\nworker.port=" + worker.getAddress().getPort() + "\n");
    try {
      CommandRun text = explain(waits.toString(), "--config-file", settings.toString());
      CommandRun json = explain(waits.toString(), "--json", "--config-file", settings.toString());

      assertTrue(
          text.out()
              .contains(
                  "default      2.0895 = fee 0.9950 + time 1.0945 (outage 11.000 s, backlog 5 ms,"),
          text::toString);
      assertTrue(text.out().contains("fallback     2.9950 = fee 2.9850 + time 0.0100"), text::out);
      assertEquals(
          "fallback", new ObjectMapper().readTree(json.out()).at("/quotes/1/processor").asText());
    } finally {
      worker.stop(0);
    }
    CommandRun alone = explain(waits.toString(), "--config-file", settings.toString());
    assertEquals(ExitCode.OK, alone.exitCode(), alone::toString);
    assertTrue(alone.out().contains("what it would cost now is not known"), alone::out);
  }

  @Test
  void paymentThatWasNeverAcceptedIsAFindingInOneLine() {
    settle(UUID.randomUUID());

    CommandRun run = explain(UUID.randomUUID().toString());

    assertEquals(ExitCode.FINDING, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
  }

  @Test
  void whatIsNoCorrelationIdIsWrongUse() {
    CommandRun run = explain("4a7901b8-7d26");

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("must be a UUID such as"), run::err);
    assertTrue(run.err().contains("was '4a7901b8-7d26'"), run::err);
  }

  private CommandRun explain(String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain", "--redis", redis));
    all.addAll(List.of("--namespace", NAMESPACE));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void accept(UUID correlationId) {
    try (var store = RedisStore.open(RedisSettings.at(redis).withNamespace(NAMESPACE))) {
      store.intake().accept(new Payment(correlationId, new Money(1990), ACCEPTED));
    }
  }

  private void settle(UUID correlationId) {
    Intent intent = new Intent("default", ACCEPTED + 3);
    try (var store = RedisStore.open(RedisSettings.at(redis).withNamespace(NAMESPACE))) {
      store.intake().accept(new Payment(correlationId, new Money(1990), ACCEPTED));
      List<Claim> claims = store.queue().take("worker", 1, 0);
      Claim claim = claims.getFirst();
      store.queue().begin("worker", List.of(new Begin(claim, intent, history("default:c3"))));
      store
          .queue()
          .settle(List.of(new Settlement(claim, intent, ACCEPTED + 9, history("default:c3/x8"))));
    }
  }
}
