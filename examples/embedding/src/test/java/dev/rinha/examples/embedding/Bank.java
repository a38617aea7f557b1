package dev.rinha.examples.embedding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The other side of {@link BankClient}. It can lose answers, after it has executed or before. */
final class Bank implements AutoCloseable {

  final Map<String, String> transfers = new ConcurrentHashMap<>();
  volatile boolean losesRequests;
  volatile boolean losesAnswers;
  volatile int refuses;
  private final HttpServer server;

  Bank() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/transfers/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String id = exchange.getRequestURI().getPath().substring("/transfers/".length());
      if (exchange.getRequestMethod().equals("GET")) {
        String transfer = transfers.get(id);
        respond(exchange, transfer == null ? 404 : 200, transfer == null ? "" : transfer);
        return;
      }
      String transfer =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (refuses != 0) {
        respond(exchange, refuses, "no");
        return;
      }
      if (losesRequests) {
        return; // Closes the connection.
      }
      boolean first = transfers.putIfAbsent(id, transfer) == null;
      if (!losesAnswers) {
        respond(exchange, first ? 201 : 409, "");
      }
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
