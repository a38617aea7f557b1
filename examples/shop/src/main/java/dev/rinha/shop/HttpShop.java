package dev.rinha.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.shop.Order.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A shop that knows nothing of Rinha Payments but its HTTP interface.
 *
 * <ul>
 *   <li>{@code POST /orders} with {@code {"number": "A-17", "amount": 19.90}} writes the order
 *       down, offers its payment, and waits some seconds for what becomes of it.
 *   <li>{@code GET /orders/A-17} says how it stands.
 *   <li>{@code POST /webhooks} is where Rinha Payments tells what became of payments. It believes
 *       what is signed with one of its secrets, within the last five minutes.
 * </ul>
 */
public final class HttpShop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HttpShop.class.getName());
  private static final Duration CUSTOMERS_PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_CUSTOMERS = 500;
  private static final int MOST_BYTES = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final OrderBook book;
  private final HttpPayments payments;
  private final List<Webhook> secrets;
  private final Cashier cashier;
  private final HttpServer server;
  private final Semaphore customers = new Semaphore(MOST_CUSTOMERS);

  /**
   * Runs the shop until the process is ended, in whatever way.
   *
   * @param arguments port, URL of the gateway, file of the orders
   */
  public static void main(String[] arguments) throws IOException {
    String secrets = System.getenv().getOrDefault("SHOP_WEBHOOK_SECRETS", "");
    if (arguments.length != 3 || secrets.isEmpty()) {
      System.err.println(
          "usage: SHOP_WEBHOOK_SECRETS=whsec_... HttpShop PORT GATEWAY FILE, such as 7070"
              + " http://localhost:9999 orders.txt; several secrets are separated by commas");
      System.exit(2);
    }
    HttpShop shop =
        open(
            Integer.parseInt(arguments[0]),
            URI.create(arguments[1]),
            Path.of(arguments[2]),
            List.of(secrets.split(",")));
    System.out.println("The shop is open at " + shop.url());
  }

  private HttpShop(int port, URI gateway, OrderBook book, List<String> secrets) throws IOException {
    this.book = book;
    this.payments = new HttpPayments(gateway);
    this.secrets = secrets.stream().map(Webhook::new).toList();
    this.cashier = new Cashier(book, payments);
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/orders", guarded(this::orders));
    server.createContext("/webhooks", guarded(this::webhook));
  }

  /** Opens a shop; what was open when it ended last is finished from now on. */
  static HttpShop open(int port, URI gateway, Path file, List<String> secrets) throws IOException {
    HttpShop shop = new HttpShop(port, gateway, OrderBook.open(file), secrets);
    shop.cashier.start();
    shop.server.start();
    return shop;
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private void orders(HttpExchange exchange) throws IOException {
    String number = exchange.getRequestURI().getPath().substring("/orders".length());
    if (exchange.getRequestMethod().equals("POST") && number.isEmpty()) {
      if (!customers.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 503, "too many customers");
        return;
      }
      try {
        answer(exchange, order(JSON.readTree(body(exchange))));
      } finally {
        customers.release();
      }
      return;
    }
    Optional<Order> known = number.isEmpty() ? Optional.empty() : book.find(number.substring(1));
    if (known.isPresent()) {
      answer(exchange, known.get());
    } else {
      answer(exchange, 404, "no such order");
    }
  }

  private Order order(JsonNode request) {
    // Written down first: from here on the order has one payment, whatever breaks.
    Order order = book.place(request.path("number").asText(), cents(request.path("amount")));
    // Not accepted now, the cashier offers it again.
    if (order.undecided() && (order.accepted() || cashier.offer(order))) {
      payments
          .ask(order, CUSTOMERS_PATIENCE)
          .ifPresent(state -> book.learn(order.payment(), state, Cashier.ASKED));
    }
    return book.find(order.number()).orElse(order);
  }

  private static long cents(JsonNode amount) {
    try {
      return amount.decimalValue().movePointRight(2).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("an amount has two decimals at most, was " + amount, e);
    }
  }

  private void webhook(HttpExchange exchange) throws IOException {
    String text = body(exchange);
    if (!signed(exchange, text)) {
      answer(exchange, 401, "not signed with a secret of this shop within the last five minutes");
      return;
    }
    JsonNode message = JSON.readTree(text);
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    switch (message.path("type").asText()) {
      case "payment.settled" -> learn(id, message, State.PAID);
      case "payment.dead" -> learn(id, message, State.FAILED);
      case "payment.put_back", "payment.resolved" -> learn(id, message, State.OPEN);
      case "payment.discarded" -> learn(id, message, State.CANCELLED);
      case "payment.conflict" -> learn(id, message, State.CHECK);
      case "events.lost" -> book.newsMissed();
      default -> LOG.log(Level.INFO, "told {0}", text); // What a shop does not know does no harm.
    }
    // Only now, when it is in the book: what is confirmed does not come again.
    exchange.sendResponseHeaders(204, -1);
  }

  private boolean signed(HttpExchange exchange, String text) {
    for (Webhook secret : secrets) {
      try {
        secret.verify(text, exchange.getRequestHeaders());
        return true;
      } catch (WebhookVerificationException e) {
        LOG.log(Level.FINE, "not with this secret", e);
      }
    }
    LOG.log(Level.WARNING, "somebody sends what is not signed: {0}", text);
    return false;
  }

  private void learn(String id, JsonNode message, State state) {
    book.learnOnce(id, UUID.fromString(message.at("/data/correlationId").asText()), state);
  }

  private static HttpHandler guarded(HttpHandler handler) {
    return exchange -> {
      try (exchange) {
        try {
          handler.handle(exchange);
        } catch (JacksonException | IllegalArgumentException e) {
          answer(exchange, 400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
          LOG.log(Level.SEVERE, "a request failed", e);
          answer(exchange, 500, "the shop is out of order");
        }
      }
    };
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("a request has at most " + MOST_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, Order order) throws IOException {
    answer(
        exchange,
        order.state() == State.OPEN ? 202 : 200,
        JSON.createObjectNode()
            .put("number", order.number())
            .put("amount", order.amount())
            .put("payment", order.payment().toString())
            .put("state", order.state().toString()));
  }

  private static void answer(HttpExchange exchange, int status, String error) throws IOException {
    answer(exchange, status, JSON.createObjectNode().put("error", error));
  }

  private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(json);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    payments.close();
    cashier.close();
    book.close();
  }
}
