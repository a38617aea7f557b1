package dev.rinha.service.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.event.EventReceiver.Result;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.metrics.WebhookTimes;
import dev.rinha.service.webhook.Receiver.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebhookSenderTest {

  private static final String SECRET = "whsec_" + "A".repeat(32);
  private static final String NEXT = "whsec_" + "B".repeat(32);

  /** A signature is trusted for some minutes only. */
  private static final long NOW =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plusMillis(123).toEpochMilli();

  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(NOW);
  private static final OutboxEvent SETTLED =
      event(
          "7-0", Kind.SETTLED, new PaymentState.Settled(new Intent("default", NOW - 20), NOW - 10));

  private final Receiver receiver = new Receiver();

  WebhookSenderTest() throws IOException {}

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void eventIsSignedWithEachSecretAndSaysWhatBecameOfThePayment() {
    try (WebhookSender sender = sender(Map.of("secrets", SECRET + "," + NEXT))) {
      assertEquals(new Result.Delivered(), sender.receive(SETTLED));
    }

    Message message = receiver.messages.getFirst();
    assertEquals("7-0", message.id());
    assertTrue(message.isSignedWith(SECRET));
    assertTrue(message.isSignedWith(NEXT));
    assertFalse(message.isSignedWith("whsec_" + "C".repeat(32)));
    assertTrue(message.userAgent().startsWith("rinha-payments/"), message.userAgent());
    assertEquals("/hooks?shop=1", message.path());
    assertEquals(
        "{\"type\":\"payment.settled\",\"timestamp\":\""
            + at(0)
            + "\",\"data\":{"
            + "\"correlationId\":\"00000000-0000-0001-0000-000000000002\",\"amount\":19.90,"
            + "\"status\":\"settled\",\"acceptedAt\":\""
            + at(-100)
            + "\","
            + "\"processor\":\"default\",\"requestedAt\":\""
            + at(-20)
            + "\","
            + "\"since\":\""
            + at(-10)
            + "\",\"attempts\":0,\"fee\":0.995,"
            + "\"reason\":\"default executed it\"}}",
        message.body());
  }

  @Test
  void onlyA2xxMeansThatItHasTheEvent() {
    try (WebhookSender sender = sender(Map.of())) {
      for (int status : List.of(200, 201, 204, 299)) {
        receiver.status = status;
        assertEquals(new Result.Delivered(), sender.receive(SETTLED), status + "");
      }
      for (int status : List.of(301, 302, 307, 308, 400, 404, 410, 429, 500, 503)) {
        receiver.status = status;
        assertEquals(
            new Result.Failed("it answered " + status), sender.receive(SETTLED), status + "");
      }
    }
    assertTrue(
        receiver.messages.stream().allMatch(message -> message.path().equals("/hooks?shop=1")),
        "redirects are not followed");
  }

  @Test
  void testQuotesTheBeginningOfARefusalOnOneLine() {
    receiver.status = 401;
    receiver.answer = "no\r\n\u001b[31msignature\n" + "x".repeat(100_000);
    try (WebhookSender sender = sender(Map.of())) {
      Result.Failed refused = assertInstanceOf(Result.Failed.class, sender.test());
      assertTrue(
          refused.why().startsWith("it answered 401, and said: no [31msignature xxx"),
          refused.why());
      assertTrue(refused.why().length() < 600, refused.why());
      assertEquals(new Result.Failed("it answered 401"), sender.receive(SETTLED));
    }
  }

  @Test
  void repeatedDeliveryHasTheSameId() {
    try (WebhookSender sender = sender(Map.of())) {
      receiver.status = 500;
      sender.receive(SETTLED);
      receiver.status = 204;
      sender.receive(SETTLED);
    }
    assertEquals(List.of("7-0", "7-0"), receiver.messages.stream().map(Message::id).toList());
  }

  @Test
  void silentOrAbsentEndpointIsAFailure() {
    Semaphore silent = new Semaphore(0);
    receiver.beforeAnswer = silent::acquireUninterruptibly;
    try (WebhookSender sender = sender(Map.of("response-timeout", "50ms"))) {
      assertInstanceOf(Result.Failed.class, sender.receive(SETTLED));
    }
    silent.release(100);
    URI gone = receiver.url("/hooks");
    receiver.close();
    try (WebhookSender sender = sender(Map.of("url", gone.toString()))) {
      assertInstanceOf(Result.Failed.class, sender.receive(SETTLED));
    }
  }

  @Test
  void circuitOpensWhereNothingSucceeds() {
    receiver.status = 500;
    try (WebhookSender sender = sender(Map.of())) {
      Result result = sender.receive(SETTLED);
      for (int i = 0; i < 40 && result instanceof Result.Failed; i++) {
        result = sender.receive(SETTLED);
      }
      assertInstanceOf(Result.NotNow.class, result);
      assertTrue(receiver.messages.size() < 30, "" + receiver.messages.size());
    }
  }

  @Test
  void eventsThatAreNotWantedAreNotSent() {
    try (WebhookSender sender = sender(Map.of("events", "dead, conflict"))) {
      assertEquals(new Result.Delivered(), sender.receive(SETTLED));
      assertEquals(
          new Result.Delivered(),
          sender.receive(event("8-0", Kind.DEAD, new PaymentState.Dead("rejected", NOW))));
    }
    assertEquals(List.of("8-0"), receiver.messages.stream().map(Message::id).toList());
    assertTrue(receiver.messages.getFirst().body().contains("\"type\":\"payment.dead\""));
  }

  @Test
  void lostEventsAndTestsAreMessagesOfTheirOwn() {
    try (WebhookSender sender = sender(Map.of())) {
      assertEquals(new Result.Delivered(), sender.lost("lost-7-0", 17));
      assertEquals(new Result.Delivered(), sender.test());
    }
    assertEquals("lost-7-0", receiver.messages.get(0).id());
    assertEquals(
        "{\"type\":\"events.lost\",\"timestamp\":\"" + at(0) + "\"," + "\"data\":{\"events\":17}}",
        receiver.messages.get(0).body());
    assertTrue(receiver.messages.get(1).body().contains("\"type\":\"webhook.test\""));
    assertTrue(receiver.messages.get(1).isSignedWith(SECRET));
  }

  private WebhookSender sender(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("RINHA_WEBHOOKS_NAMES", "shop");
    environment.put("RINHA_WEBHOOKS_SHOP_URL", receiver.url("/hooks?shop=1").toString());
    environment.put("RINHA_WEBHOOKS_SHOP_SECRETS", SECRET);
    settings.forEach(
        (key, value) ->
            environment.put(
                "RINHA_WEBHOOKS_SHOP_" + key.replace('-', '_').toUpperCase(Locale.ROOT), value));
    ServiceConfig.Webhook webhook =
        ServiceConfig.webhooks(Configuration.load(Map.of(), environment)).getFirst();
    return new WebhookSender(
        webhook, Map.of("default", Fee.parse("0.05")), CLOCK, new WebhookTimes());
  }

  private static String at(long offsetMillis) {
    return Instant.ofEpochMilli(NOW + offsetMillis).toString();
  }

  private static OutboxEvent event(String id, Kind kind, PaymentState state) {
    return new OutboxEvent(
        id,
        NOW,
        kind,
        new PaymentRecord(
            new Payment(new UUID(1, 2), new Money(1990), NOW - 100), state, History.EMPTY));
  }
}
