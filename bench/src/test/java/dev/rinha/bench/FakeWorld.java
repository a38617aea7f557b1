package dev.rinha.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.bench.client.BackendTokens;
import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.BenchJson;
import dev.rinha.bench.schedule.Both;
import dev.rinha.core.payment.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend and two processors in one place, for tests of a run and of its command; the backend
 * misbehaving with every tenth payment if it is told to.
 */
public final class FakeWorld implements AutoCloseable {

  /** What the backend does with every tenth payment. */
  public enum Behaviour {
    CORRECT,
    LOSES,
    DOUBLES,
    CHANGES_AMOUNT,
    MISREPORTS,
    REFUSES,
    EXECUTES_THOUGH_REFUSED,
    DOES_NOT_KNOW,
    NEVER_ANSWERS
  }

  private static final String TOKEN = "123";

  private record Entry(UUID id, long cents, Instant at) {}

  private static final class Books {
    private final Map<UUID, Entry> entries = new LinkedHashMap<>();

    synchronized void add(Entry entry) {
      entries.put(entry.id(), entry);
    }

    synchronized void clear() {
      entries.clear();
    }

    synchronized int size() {
      return entries.size();
    }

    synchronized String amountOf(UUID id) {
      Entry entry = entries.get(id);
      return entry == null ? "" : Money.format(entry.cents());
    }

    synchronized String summary(Map<String, String> query) {
      List<Entry> inside =
          entries.values().stream().filter(entry -> isInside(entry, query)).toList();
      long cents = inside.stream().mapToLong(Entry::cents).sum();
      return "\"totalRequests\":" + inside.size() + ",\"totalAmount\":" + Money.format(cents);
    }

    private static boolean isInside(Entry entry, Map<String, String> query) {
      return !query.containsKey("from")
          || (!entry.at().isBefore(Instant.parse(query.get("from")))
              && !entry.at().isAfter(Instant.parse(query.get("to"))));
    }
  }

  private final Behaviour behaviour;
  private final String environment;
  private final AtomicInteger received = new AtomicInteger();
  private final Books ledger = new Books();
  private final Books primaryBooks = new Books();
  private final Books fallbackBooks = new Books();
  private final List<String> settings = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile BackendTokens wanted = BackendTokens.NONE;
  private final HttpServer backend;
  private final HttpServer primary;
  private final HttpServer fallback;

  public FakeWorld(Behaviour behaviour) throws IOException {
    this(behaviour, "challenge");
  }

  public FakeWorld(Behaviour behaviour, String environment) throws IOException {
    this.behaviour = behaviour;
    this.environment = environment;
    this.backend = serve(this::backend);
    this.primary = serve(exchange -> processor(exchange, "default", primaryBooks));
    this.fallback = serve(exchange -> processor(exchange, "fallback", fallbackBooks));
  }

  public Targets targets() {
    return new Targets(
        Endpoint.parse(url(backend)),
        BackendTokens.NONE,
        new Both<>(Endpoint.parse(url(primary)), Endpoint.parse(url(fallback))),
        TOKEN);
  }

  /** What the command is to be told. */
  public String[] options() {
    return new String[] {
      "--url",
      url(backend),
      "--default-processor",
      url(primary),
      "--fallback-processor",
      url(fallback),
      "--yes"
    };
  }

  /** Has the backend answer only whoever shows these. */
  public void want(BackendTokens tokens) {
    wanted = tokens;
  }

  /** Has the backend and the default processor know one payment. */
  public void plant() {
    execute(Behaviour.CORRECT, new Entry(UUID.randomUUID(), 1_990, Instant.now()));
  }

  /** How many payments the backend and the default processor know. */
  public int planted() {
    return ledger.size() + primaryBooks.size();
  }

  /** Every setting the test made, as "processor setting body". */
  public synchronized List<String> settings() {
    return List.copyOf(settings);
  }

  @Override
  public void close() {
    closing.countDown();
    List.of(backend, primary, fallback).forEach(server -> server.stop(0));
    threads.close();
  }

  private HttpServer serve(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.setExecutor(threads);
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void backend(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean offered = path.startsWith("/payments") && !path.equals("/payments-summary");
    Optional<String> token = offered ? wanted.client() : wanted.operator();
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    if (token.isPresent() && !path.equals("/healthz") && !("Bearer " + token.get()).equals(shown)) {
      answer(exchange, 401, "");
      return;
    }
    switch (path) {
      case "/payments" -> pay(exchange);
      case "/payments-summary" -> {
        Map<String, String> query = query(exchange);
        answer(
            exchange,
            200,
            "{\"default\":{"
                + ledger.summary(query)
                + "},\"fallback\":{"
                + new Books().summary(query)
                + "}}");
      }
      case "/purge-payments" -> {
        ledger.clear();
        answer(exchange, 200, "");
      }
      case "/healthz" -> answer(exchange, 200, "{\"environment\":\"" + environment + "\"}");
      default -> answer(exchange, 404, "");
    }
  }

  private void pay(HttpExchange exchange) throws IOException {
    var body = BenchJson.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    var entry =
        new Entry(
            UUID.fromString(body.path("correlationId").textValue()),
            body.path("amount").decimalValue().movePointRight(2).longValueExact(),
            Instant.now());
    Behaviour now = received.incrementAndGet() % 10 == 0 ? behaviour : Behaviour.CORRECT;
    execute(now, entry);
    switch (now) {
      case REFUSES, EXECUTES_THOUGH_REFUSED -> answer(exchange, 503, "");
      case DOES_NOT_KNOW ->
          answer(exchange, 503, "{\"type\":\"urn:rinha:problem:acceptance-unknown\"}");
      case NEVER_ANSWERS -> stall();
      case CORRECT, LOSES, DOUBLES, CHANGES_AMOUNT, MISREPORTS -> answer(exchange, 202, "");
    }
  }

  private void execute(Behaviour now, Entry entry) {
    switch (now) {
      case CORRECT, NEVER_ANSWERS, EXECUTES_THOUGH_REFUSED, DOES_NOT_KNOW -> {
        primaryBooks.add(entry);
        ledger.add(entry);
      }
      case LOSES -> ledger.add(entry);
      case DOUBLES -> {
        primaryBooks.add(entry);
        fallbackBooks.add(entry);
        ledger.add(entry);
      }
      case CHANGES_AMOUNT -> {
        var changed = new Entry(entry.id(), entry.cents() + 1, entry.at());
        primaryBooks.add(changed);
        ledger.add(changed);
      }
      case MISREPORTS -> primaryBooks.add(entry);
      case REFUSES -> {}
    }
  }

  private void stall() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void processor(HttpExchange exchange, String name, Books books) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/admin")
        && !TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Rinha-Token"))) {
      answer(exchange, 401, "{}");
    } else if (path.equals("/admin/payments-summary")) {
      answer(
          exchange,
          200,
          "{" + books.summary(query(exchange)) + ",\"totalFee\":0,\"feePerTransaction\":0.05}");
    } else if (path.equals("/admin/purge-payments")) {
      books.clear();
      answer(exchange, 200, "{}");
    } else if (path.startsWith("/admin/configurations/")) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      remember(name + " " + path.substring("/admin/configurations/".length()) + " " + body);
      answer(exchange, 200, "{}");
    } else {
      String amount = books.amountOf(UUID.fromString(path.substring("/payments/".length())));
      answer(exchange, amount.isEmpty() ? 404 : 200, "{\"amount\":" + amount + "}");
    }
  }

  private synchronized void remember(String setting) {
    settings.add(setting);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new LinkedHashMap<>();
    String text = exchange.getRequestURI().getQuery();
    for (String pair : text == null ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      query.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
