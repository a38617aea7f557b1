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
import dev.rinha.core.store.Outbox.Lease;
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
    assertEquals(
        "no webhook is configured\n0 events are kept, in 0 bytes\n",
        planted.run("webhooks", "list").out());
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
    assertEquals(
        "shop is paused: what waits for it is tried once it is resumed\n",
        planted.run("webhooks", "retry", "shop").out());
    assertEquals("shop is resumed\n", planted.run("webhooks", "resume", "shop").out());
    assertFalse(subscriber().paused());
    assertEquals(
        "no worker delivers to shop: what waits for it is tried once one does\n",
        planted.run("webhooks", "retry", "shop").out());
    planted.store().outbox().take(new Lease("shop", "worker", 60_000, "ok"), 0);
    assertEquals(
        "what waits for shop is tried within a second\n",
        planted.run("webhooks", "retry", "shop").out());
    assertEquals(
        "shop is removed, and 0 events dropped\n",
        planted.run("webhook", "remove", "shop", "--yes").out());
    assertEquals(List.of(), planted.store().outbox().status().subscribers());
  }

  @Test
  void oneIsRemovedOnlyIfThatIsConfirmedAndWhatItDropsIsOnRecord() {
    planted.store().outbox().subscribe("shop", "http://shop.example/hooks");
    planted.settled(Planted.ACCEPTED + 3);
    planted.dead("rejected", Planted.ACCEPTED + 5);
    planted.store().outbox().take(new Lease("shop", "worker", 60_000, "ok"), 0);
    String waits =
        """
        2 events wait for shop
        a worker delivers to shop: it subscribes it anew while webhooks.names has it
        """;

    CommandRun looked = planted.run("webhooks", "remove", "shop", "--dry-run");
    assertEquals(new CommandRun(ExitCode.OK, "", waits + "nothing was changed\n"), looked);
    CommandRun refused = planted.run("webhooks", "remove", "shop");
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertTrue(refused.err().startsWith(waits + "rinha-cli: not confirmed"), refused::toString);
    assertEquals(1, planted.store().outbox().status().subscribers().size());
    assertEquals(List.of(), acts());

    CommandRun removed = planted.run("webhooks", "remove", "shop", "--yes");
    assertEquals(
        new CommandRun(ExitCode.OK, "shop is removed, and 2 events dropped\n", waits), removed);
    assertEquals(List.of("webhooks remove: shop, for which 2 events wait"), acts());
  }

  @Test
  void whoeverIsNotToldIsNamedWithThoseWhoAre() {
    planted.store().outbox().subscribe("shop", "");
    for (String what : List.of("pause", "resume", "retry", "remove")) {
      CommandRun run = planted.run("webhooks", what, "shpo");
      assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
      assertEquals("rinha-cli: there is no webhook 'shpo', only: shop\n", run.err());
    }
    assertEquals(1, planted.store().outbox().status().subscribers().size());
    assertEquals(List.of(), acts(), "what was not done");
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
        webhooks.shop.url=%s/?token=hidden
        webhooks.shop.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
        webhooks.lost.url=%s/lost?token=hidden
        webhooks.lost.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
        """
            .formatted(url, url));

    CommandRun taken = test("shop", file);
    CommandRun refused = test("lost", file);
    CommandRun unknown = test("other", file);
    server.stop(0);
    CommandRun absent = test("shop", file);

    assertEquals(new CommandRun(ExitCode.OK, url + "/?… has it\n", ""), taken);
    assertTrue(bodies.getFirst().contains("\"type\":\"webhook.test\""), bodies::toString);
    assertEquals(ExitCode.UNREACHABLE, refused.exitCode());
    assertEquals("rinha-cli: " + url + "/lost?…: it answered 404\n", refused.err());
    assertEquals(ExitCode.USAGE, unknown.exitCode());
    assertTrue(unknown.err().contains("webhooks.names has no 'other' here, only: shop, lost"));
    assertEquals(ExitCode.UNREACHABLE, absent.exitCode());
    assertFalse(absent.err().contains("hidden"), absent::toString);
  }

  private static CommandRun test(String name, Path file) {
    return CommandRun.of("webhooks", "test", name, "--config-file", file.toString());
  }

  private List<String> acts() {
    return planted.store().operatorLog().last(10).stream()
        .map(act -> act.what() + ": " + act.subject())
        .toList();
  }

  private Subscriber subscriber() {
    return planted.store().outbox().status().subscribers().getFirst();
  }
}
