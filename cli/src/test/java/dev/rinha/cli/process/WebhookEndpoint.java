package dev.rinha.cli.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.cli.output.JsonDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Somebody who is told of payments, on a port that it keeps while it is down. It takes what it
 * answers with 204, and answers 500 as often as it is told to.
 */
final class WebhookEndpoint implements AutoCloseable {

  private final int port = JavaProcess.freePort();
  private final double failures;
  private final Predicate<UUID> settled;
  private final LongAdder refused = new LongAdder();

  /** The ids of the messages that were taken, by payment. */
  final Map<UUID, Set<String>> taken = new ConcurrentHashMap<>();

  /** What was told before it was so. */
  final List<UUID> tooEarly = new CopyOnWriteArrayList<>();

  private HttpServer server;

  /**
   * @param failures how often of all times it answers 500
   * @param settled whether a payment is, to be asked when it is told so
   */
  WebhookEndpoint(double failures, Predicate<UUID> settled) {
    this.failures = failures;
    this.settled = settled;
    server = listen();
  }

  private HttpServer listen() {
    try {
      HttpServer opened =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      opened.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      opened.createContext("/", this::handle);
      opened.start();
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean takes = ThreadLocalRandom.current().nextDouble() >= failures;
    if (takes) {
      take(exchange.getRequestHeaders().getFirst("webhook-id"), body);
    } else {
      refused.increment();
    }
    exchange.sendResponseHeaders(takes ? 204 : 500, -1);
    exchange.close();
  }

  private void take(String messageId, byte[] body) throws IOException {
    JsonNode message = JsonDocument.MAPPER.readTree(body);
    if (message.at("/type").asText().equals("payment.settled")) {
      UUID payment = UUID.fromString(message.at("/data/correlationId").asText());
      if (!settled.test(payment)) {
        tooEarly.add(payment);
      }
      taken.computeIfAbsent(payment, _ -> ConcurrentHashMap.newKeySet()).add(messageId);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port + "/hooks";
  }

  /** How many messages it answered with 500. */
  long refused() {
    return refused.sum();
  }

  void goDown() {
    server.stop(0);
  }

  void comeBack() {
    server = listen();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
