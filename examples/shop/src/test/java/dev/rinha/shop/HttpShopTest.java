package dev.rinha.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shop does with each answer and each message; ShopTest of the tool runs it for real. */
final class HttpShopTest {

  private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> offered = new ConcurrentLinkedQueue<>();
  private volatile int offerStatus = 202;
  private volatile int askStatus = 200;
  private volatile String paymentStatus = "settled";
  @TempDir private Path folder;
  private HttpServer gateway;
  private HttpShop shop;

  @BeforeEach
  void open() throws Exception {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    gateway.createContext("/payments", this::gateway);
    gateway.start();
    openShop();
  }

  private void openShop() throws Exception {
    URI url = URI.create("http://localhost:" + gateway.getAddress().getPort());
    shop = HttpShop.open(0, url, folder.resolve("orders.txt"), List.of(SECRET));
  }

  @AfterEach
  void close() throws Exception {
    shop.close();
    gateway.stop(0);
    http.shutdownNow();
  }

  private void gateway(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean offer = exchange.getRequestMethod().equals("POST");
      if (offer) {
        offered.add(body);
      }
      byte[] answer = ("{\"status\":\"" + paymentStatus + "\"}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(offer ? offerStatus : askStatus, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private HttpResponse<String> order(String number, String amount) throws Exception {
    return post("/orders", "{\"number\":\"" + number + "\",\"amount\":" + amount + "}");
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(shop.url().resolve(path)).POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String state(String number) throws Exception {
    URI url = shop.url().resolve("/orders/" + number);
    String answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    return answer.replaceFirst(".*\"state\":\"(\\w+)\".*", "$1");
  }

  private void tell(String id, String type, String payment) throws Exception {
    String body = "{\"type\":\"%s\",\"data\":{\"correlationId\":\"%s\"}}".formatted(type, payment);
    long now = System.currentTimeMillis() / 1_000;
    HttpResponse<String> answer =
        post(
            "/webhooks",
            body,
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(now),
            "webhook-signature",
            new Webhook(SECRET).sign(id, now, body));
    assertEquals(204, answer.statusCode(), answer::body);
  }

  private static String payment(HttpResponse<String> order) {
    return order.body().replaceFirst(".*\"payment\":\"([^\"]+)\".*", "$1");
  }

  private void awaitState(String state, String number) throws Exception {
    await(() -> state(number).equals(state));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long untilNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < untilNanos, "did not come true within ten seconds");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void customerIsToldAtOnceWhatHappenedInTime() throws Exception {
    HttpResponse<String> answer = order("A-17", "19.9");

    assertEquals(200, answer.statusCode());
    assertEquals("PAID", state("A-17"));
    String payment = "{\"correlationId\":\"" + payment(answer) + "\",\"amount\":19.90}";
    assertEquals(List.of(payment), List.copyOf(offered));
  }

  @Test
  void orderIsOfferedAgainUnderItsIdUntilItIsAccepted() throws Exception {
    offerStatus = 503;
    paymentStatus = "queued";
    HttpResponse<String> answer = order("A-17", "19.90");
    assertEquals(202, answer.statusCode());
    shop.close();
    int before = offered.size();

    openShop();
    await(() -> offered.size() > before);
    offerStatus = 202;
    int refused = offered.size();
    await(() -> offered.size() > refused);
    tell("1", "payment.settled", payment(answer));

    assertEquals("PAID", state("A-17"));
    assertEquals(1, offered.stream().distinct().count(), offered::toString);
  }

  @Test
  void whatDiedMayBePutBack() throws Exception {
    paymentStatus = "queued";
    String payment = payment(order("A-17", "19.90"));

    tell("1", "payment.dead", payment);
    assertEquals("FAILED", state("A-17"));
    tell("2", "payment.put_back", payment);
    tell("1", "payment.dead", payment);
    assertEquals("OPEN", state("A-17"), "the first message again is old news");
    tell("3", "payment.settled", payment);
    assertEquals("PAID", state("A-17"));
    tell("4", "payment.conflict", payment);
    assertEquals("CHECK", state("A-17"));
  }

  @Test
  void discardedOrderIsCancelled() throws Exception {
    paymentStatus = "dead";
    String payment = payment(order("A-17", "19.90"));
    assertEquals("FAILED", state("A-17"));

    tell("1", "payment.discarded", payment);

    assertEquals("CANCELLED", state("A-17"));
  }

  @Test
  void messagesOfOthersAndOfKindsToComeAreConfirmed() throws Exception {
    tell("1", "payment.settled", "0d283ef7-bfe1-4ab0-9037-909eb246208e");
    tell("2", "payment.refunded", "0d283ef7-bfe1-4ab0-9037-909eb246208e");
    tell("3", "webhook.test", "");
  }

  @Test
  void shopThatIsToldOfLostEventsAsksAboutWhatIsOpen() throws Exception {
    paymentStatus = "queued";
    order("A-17", "19.90");
    assertEquals("OPEN", state("A-17"));
    paymentStatus = "settled";

    tell("lost-1", "events.lost", "");

    awaitState("PAID", "A-17");
    assertEquals(1, offered.size(), "what was accepted is asked about and not offered again");
  }

  @Test
  void acceptedPaymentThatIsForgottenIsLookedAtByAPersonAndNotOfferedAgain() throws Exception {
    paymentStatus = "queued";
    order("A-17", "19.90");
    shop.close();
    askStatus = 404;

    openShop();

    awaitState("CHECK", "A-17");
    assertEquals(1, offered.size(), offered::toString);
  }

  @Test
  void refusedPaymentIsLookedAtByAPersonAndNotOfferedAgain() throws Exception {
    offerStatus = 422;

    assertTrue(order("A-17", "19.90").body().contains("CHECK"));
    assertTrue(order("A-17", "19.90").body().contains("CHECK"));

    assertEquals(1, offered.size(), offered::toString);
  }

  @Test
  void whatIsNoOrderIsRefusedAndOfferedToNobody() throws Exception {
    assertEquals(400, order("A-17", "19.999").statusCode());
    assertEquals(400, order("A-17", "0").statusCode());
    assertEquals(400, order("A-17", "-1").statusCode());
    assertEquals(400, order("", "19.90").statusCode());
    assertEquals(400, post("/orders", "{").statusCode());
    assertEquals(200, order("A-17", "19.90").statusCode());
    assertEquals(400, order("A-17", "19.91").statusCode(), "another amount under its number");
    assertEquals(1, offered.size());
  }
}
