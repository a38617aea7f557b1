package dev.rinha.cli.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.store.Outbox.Subscriber;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebhooksCommandTest {

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void whoIsToldAndWhatWaitsIsListed() throws Exception {
    assertTrue(planted.run("webhooks", "list").out().contains("0 events are kept"));
    planted.store().outbox().subscribe("shop", "http://shop.example/hooks");
    planted.settled(Planted.ACCEPTED + 3);
    planted.dead("rejected", Planted.ACCEPTED + 5);

    CommandRun run = planted.run("webhooks", "list", "--json");

    JsonNode shop = JsonDocument.MAPPER.readTree(run.out()).get(0);
    assertEquals("shop", shop.at("/name").asText());
    assertEquals("http://shop.example/hooks", shop.at("/where").asText());
    assertEquals(2, shop.at("/waiting").asInt());
    assertEquals("no worker delivers", shop.at("/state").asText());
    assertFalse(shop.at("/oldest").asText().isEmpty());
  }

  @Test
  void oneIsPausedResumedRetriedAndRemoved() {
    planted.store().outbox().subscribe("shop", "http://shop.example/hooks");

    assertEquals("shop is paused\n", planted.run("webhooks", "pause", "shop").out());
    assertTrue(subscriber().paused());
    assertEquals("shop is not paused\n", planted.run("webhooks", "resume", "shop").out());
    assertFalse(subscriber().paused());
    assertEquals(ExitCode.OK, planted.run("webhooks", "retry", "shop").exitCode());
    assertEquals("shop is forgotten\n", planted.run("webhook", "remove", "shop").out());
    assertEquals(List.of(), planted.store().outbox().status().subscribers());
  }

  @Test
  void whoeverIsNotToldIsNamedWithThoseWhoAre() {
    planted.store().outbox().subscribe("shop", "");
    for (String what : List.of("pause", "resume", "retry", "remove")) {
      CommandRun run = planted.run("webhooks", what, "shpo");
      assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
      assertEquals("rinha-cli: nobody called 'shpo' is told of payments, only: shop\n", run.err());
    }
    assertEquals(1, planted.store().outbox().status().subscribers().size());
  }

  @Test
  void secretIsNewEachTimeAndGoodForSigning() throws Exception {
    String secret = CommandRun.of("webhooks", "secret").out().strip();

    assertTrue(new Webhook(secret).sign("id", 1, "body").startsWith("v1,"));
    assertNotEquals(secret, CommandRun.of("webhooks", "secret").out().strip());
  }

  @Test
  void testSendsAMessageWithTheSettingsOfTheFile(@TempDir Path dir) throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/") ? 204 : 404, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Path file = dir.resolve("worker.properties");
    Files.writeString(
        file,
        """
        webhooks.names=shop,lost
        webhooks.shop.url=%s/
        webhooks.shop.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
        webhooks.lost.url=%s/lost
        webhooks.lost.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
        """
            .formatted(url, url));

    CommandRun taken = test("shop", file);
    CommandRun refused = test("lost", file);
    CommandRun unknown = test("other", file);
    server.stop(0);
    CommandRun absent = test("shop", file);

    assertEquals(new CommandRun(ExitCode.OK, url + "/ has it\n", ""), taken);
    assertTrue(bodies.getFirst().contains("\"type\":\"webhook.test\""), bodies::toString);
    assertEquals(ExitCode.UNREACHABLE, refused.exitCode());
    assertEquals("rinha-cli: " + url + "/lost: it answered 404\n", refused.err());
    assertEquals(ExitCode.USAGE, unknown.exitCode());
    assertTrue(unknown.err().contains("webhooks.names has no 'other' here, only: shop, lost"));
    assertEquals(ExitCode.UNREACHABLE, absent.exitCode());
  }

  private static CommandRun test(String name, Path file) {
    return CommandRun.of("webhooks", "test", name, "--config-file", file.toString());
  }

  private Subscriber subscriber() {
    return planted.store().outbox().status().subscribers().getFirst();
  }
}
