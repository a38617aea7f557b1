package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients with tokens see of each other's payments, and have of the queue; over HTTP. */
final class ClientsTest {

  private static final long NOW = 1_752_583_000_123L;
  private static final String SHOP = "shop-token";
  private static final String OTHER = "other-token";
  private static final String READER = "reader-token";

  @TempDir Path directory = Path.of("");

  private final UUID id = UUID.randomUUID();
  private final UUID unknown = UUID.randomUUID();

  private RunningService start(MemoryStore store, String... more) throws IOException {
    Map<String, String> flags = new HashMap<>();
    flags.put("profile", "standard");
    List<String> lines =
        List.of(
            line("shop", AccessRole.CLIENT, SHOP),
            line("other", AccessRole.CLIENT, OTHER),
            line("eve", AccessRole.READER, READER));
    flags.put("access.tokens-file", Files.write(directory.resolve("tokens"), lines).toString());
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return RunningService.on(store, flags);
  }

  private static String line(String name, AccessRole role, String token) {
    return Tokens.line(new Tokens.Holder(name, role), token);
  }

  private static HttpResponse<String> offer(
      RunningService service, String token, UUID id, String amount) {
    return service.send(
        "POST",
        "/payments",
        BodyPublishers.ofString("{\"correlationId\":\"" + id + "\",\"amount\":" + amount + "}"),
        "Content-Type",
        "application/json",
        "Authorization",
        "Bearer " + token);
  }

  private static HttpResponse<String> ask(RunningService service, String token, String path) {
    return service.send("GET", path, BodyPublishers.noBody(), "Authorization", "Bearer " + token);
  }

  private static void settle(MemoryStore store) {
    Claim claim = store.queue().take("w", 1, 0).getFirst();
    Intent intent = new Intent("default", NOW + 40);
    store.queue().begin("w", List.of(new WorkQueue.Begin(claim, intent, claim.history())));
    store
        .queue()
        .settle(List.of(new WorkQueue.Settlement(claim, intent, NOW + 50, claim.history())));
  }

  @Test
  void ownPaymentIsAnsweredAsEver() throws IOException {
    try (var store = new MemoryStore();
        var service = start(store)) {
      HttpResponse<String> first = offer(service, SHOP, id, "19.90");
      assertEquals(202, first.statusCode());
      assertEquals("/payments/" + id, first.headers().firstValue("Location").orElse(""));

      HttpResponse<String> again = offer(service, SHOP, id, "19.90");
      assertEquals(202, again.statusCode());
      assertEquals("true", again.headers().firstValue("Idempotent-Replayed").orElse(""));
      assertEquals("queued", again.headers().firstValue("Payment-Status").orElse(""));
      HttpResponse<String> conflict = offer(service, SHOP, id, "19.91");
      assertEquals(422, conflict.statusCode());
      assertTrue(conflict.body().contains("was accepted with amount 19.90"), conflict.body());
      HttpResponse<String> details = ask(service, SHOP, "/payments/" + id);
      assertEquals(200, details.statusCode());
      assertTrue(details.body().contains("\"client\":\"shop\""), details.body());
      settle(store);
      String settled = ask(service, SHOP, "/payments/" + id + "?wait=9s").body();
      assertTrue(settled.contains("\"settled\"") && settled.contains("\"shop\""), settled);
    }
  }

  @Test
  void idOfAnothersPaymentIsRefusedInTheSameWordsWhateverTheAmountAndWhateverBecameOfIt()
      throws IOException {
    try (var store = new MemoryStore();
        var service = start(store)) {
      offer(service, SHOP, id, "19.90");
      List<HttpResponse<String>> refusals = new ArrayList<>();
      refusals.add(offer(service, OTHER, id, "19.90"));
      refusals.add(offer(service, OTHER, id, "19.91"));
      settle(store);
      refusals.add(offer(service, OTHER, id, "19.90"));
      refusals.add(offer(service, OTHER, id, "7"));

      for (HttpResponse<String> refusal : refusals) {
        assertEquals(422, refusal.statusCode(), refusal::body);
        assertEquals(refusals.getFirst().body(), refusal.body());
        for (String header : List.of("Payment-Status", "Idempotent-Replayed", "Location")) {
          assertEquals(Optional.empty(), refusal.headers().firstValue(header));
        }
      }
      String body = refusals.getFirst().body();
      assertTrue(body.contains("urn:rinha:problem:id-taken"), body);
      for (String secret : List.of("19.9", "shop", "settled", "queued", "2025")) {
        assertFalse(body.contains(secret), body);
      }
      assertEquals(1, store.ledger().census().accepted());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "standalone"})
  void anothersPaymentIsAsOneThatIsNotKnown(String mode) throws IOException {
    try (var store = new MemoryStore();
        var service = start(store, "mode", mode)) {
      accept(store, Optional.of(new ClientName("shop")));
      for (String query : List.of("", "?wait=9s")) {
        HttpResponse<String> anothers = ask(service, OTHER, "/payments/" + id + query);
        HttpResponse<String> none = ask(service, OTHER, "/payments/" + unknown + query);

        assertEquals(404, anothers.statusCode());
        assertEquals(none.statusCode(), anothers.statusCode());
        assertEquals(
            none.body().replace(unknown.toString(), "ID"),
            anothers.body().replace(id.toString(), "ID"));
        assertEquals(none.headers().map().keySet(), anothers.headers().map().keySet());
      }
      assertEquals(0, service.waits.get(), "nobody waits for what he may not know of");
      assertEquals(200, ask(service, SHOP, "/payments/" + id).statusCode());
    }
  }

  @Test
  void anothersPaymentIsNotKnownAtTheManagementAddressEither() throws IOException {
    try (var store = new MemoryStore();
        var service = start(store)) {
      offer(service, SHOP, id, "19.90");
      String path = "/payments/" + id;

      assertEquals(404, manage(service, OTHER, path).statusCode());
      assertEquals(200, manage(service, SHOP, path).statusCode());
    }
  }

  private static HttpResponse<String> manage(RunningService service, String token, String path) {
    return service.manage("GET", path, "Authorization", "Bearer " + token);
  }

  @Test
  void readerSeesEveryPaymentAndWhoseItIs() throws IOException {
    try (var store = new MemoryStore();
        var service = start(store)) {
      offer(service, SHOP, id, "19.90");

      HttpResponse<String> details = ask(service, READER, "/payments/" + id);
      assertEquals(200, details.statusCode());
      assertTrue(details.body().contains("\"client\":\"shop\""), details.body());
      String history = manage(service, READER, "/payments/" + id + "/history").body();
      assertTrue(history.contains("\"accepted of shop\""), history);
    }
  }

  private void accept(MemoryStore store, Optional<ClientName> client) {
    store
        .intake()
        .accept(new Payment(id, new Money(1990), NOW), History.offered(Optional.empty(), client));
  }

  /** Whoever repeats it when tokens are given out must not take it for refused and pay anew. */
  @Test
  void paymentOfBeforeThereWereClientsMayBeRepeatedAndTellsNothing() throws IOException {
    try (var store = new MemoryStore();
        var service = start(store)) {
      accept(store, Optional.empty());

      HttpResponse<String> repeated = offer(service, SHOP, id, "19.90");
      assertEquals(202, repeated.statusCode());
      assertEquals("true", repeated.headers().firstValue("Idempotent-Replayed").orElse(""));
      assertEquals(Optional.empty(), repeated.headers().firstValue("Payment-Status"));
      assertEquals(Optional.empty(), repeated.headers().firstValue("Location"));
      HttpResponse<String> other = offer(service, SHOP, id, "19.91");
      assertEquals(422, other.statusCode());
      assertFalse(other.body().contains("19.90"), other.body());
      assertEquals(404, ask(service, SHOP, "/payments/" + id).statusCode());
      String read = ask(service, READER, "/payments/" + id).body();
      assertFalse(read.contains("\"client\""), read);
      assertEquals(1, store.ledger().census().accepted());
    }
  }

  @Test
  void floodOfOneClientLeavesRoomToOthersAndIsToldWhenToComeBack() throws IOException {
    try (var store = new MemoryStore(8, InstantSource.system());
        var service = start(store)) {
      HttpResponse<String> flood = offer(service, SHOP, UUID.randomUUID(), "1");
      for (int i = 0; i < 20; i++) {
        flood = offer(service, SHOP, UUID.randomUUID(), "1");
      }

      assertEquals(429, flood.statusCode());
      assertTrue(flood.body().contains("urn:rinha:problem:share-full"), flood.body());
      assertEquals("1", flood.headers().firstValue("Retry-After").orElse(""));
      assertEquals(4, store.ledger().census().unfinished());
      assertEquals(202, offer(service, OTHER, UUID.randomUUID(), "1").statusCode());
      settle(store);
      assertEquals(202, offer(service, SHOP, UUID.randomUUID(), "1").statusCode());
      String metrics = ask(service, READER, "/metrics").body();
      assertTrue(metrics.contains("rinha_payments_total{answer=\"share_full\"} 17.0"), metrics);
    }
  }

  @Test
  void whereClientsNeedNoTokenNothingIsKeptOrCompared() throws IOException {
    try (var store = new MemoryStore(8, InstantSource.system());
        var service = start(store, "access.open", "client")) {
      assertEquals(202, offer(service, SHOP, id, "19.90").statusCode());

      assertEquals(History.EMPTY, store.ledger().find(id).orElseThrow().history());
      assertEquals(200, ask(service, OTHER, "/payments/" + id).statusCode());
      HttpResponse<String> conflict = offer(service, OTHER, id, "19.91");
      assertTrue(conflict.body().contains("19.90"), conflict.body());
      for (int i = 1; i < 8; i++) {
        assertEquals(202, offer(service, SHOP, UUID.randomUUID(), "1").statusCode());
      }
      assertEquals(503, offer(service, SHOP, UUID.randomUUID(), "1").statusCode());
    }
  }
}
