package dev.rinha.service;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.PaymentReader;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.DashboardSource;
import dev.rinha.service.http.OperatorActs;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.lifecycle.ServiceApp;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.role.Engine;
import dev.rinha.service.role.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A service on a free port of the loopback interface, on ports kept in memory, with a client. */
final class RunningService implements AutoCloseable {

  private static final Description DESCRIPTION = read();
  private static final Duration BOUND = Duration.ofSeconds(20);

  final MapIntake intake = new MapIntake();
  final MemoryStore store;
  final AtomicInteger warmUps = new AtomicInteger();
  volatile boolean storeAway;
  final AtomicInteger purges = new AtomicInteger();
  final AtomicInteger finds = new AtomicInteger();
  final AtomicInteger waits = new AtomicInteger();
  final AtomicInteger settled = new AtomicInteger();
  final List<TimeWindow> askedWindows = new CopyOnWriteArrayList<>();
  final List<String> engineEvents = new CopyOnWriteArrayList<>();
  volatile Summary summary = new Summary(Collections.emptySortedMap());
  volatile Map<UUID, List<Quote>> quotes = Map.of();
  volatile List<Quote> dashboardQuotes = List.of();
  volatile Optional<String> complaint = Optional.empty();
  volatile Lookup lookup = new Lookup.Unavailable("nobody is there");
  volatile boolean operatorLogAway;
  volatile Runnable beforeSummary = () -> {};
  volatile Runnable beforeList = () -> {};

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Intake accepting;
  private final ServiceApp app;

  private RunningService(Map<String, String> flags) {
    this(Optional.empty(), flags);
  }

  private RunningService(Optional<MemoryStore> store, Map<String, String> flags) {
    this.store = store.orElseGet(MemoryStore::new);
    this.accepting = store.isPresent() ? this.store.intake() : intake;
    Map<String, String> all = new HashMap<>(flags);
    all.putIfAbsent("profile", "challenge");
    all.putIfAbsent("server.port", "0");
    all.putIfAbsent("server.host", "127.0.0.1");
    all.putIfAbsent("management.port", "0");
    all.putIfAbsent("warm-up.requests", "0");
    ServiceConfig config = ServiceConfig.from(Configuration.load(all, Map.of()));
    this.app = ServiceApp.start(config, role(config), InstantSource.system());
  }

  /** Starts one and waits until it is warm. */
  static RunningService start(Map<String, String> flags) {
    return warm(new RunningService(flags));
  }

  /** The same, and it accepts payments into that store. */
  static RunningService on(MemoryStore store, Map<String, String> flags) {
    return warm(new RunningService(Optional.of(store), flags));
  }

  private static RunningService warm(RunningService service) {
    service.await(() -> !service.get("/healthz").body().contains("warming up"));
    return service;
  }

  /** Starts one without waiting. */
  static RunningService startCold(Map<String, String> flags) {
    return new RunningService(flags);
  }

  private Role role(ServiceConfig config) {
    List<ReadinessCheck> checks = List.of(new ReadinessCheck("store", () -> complaint));
    Role.Accepting accepting = new Role.Accepting(this.accepting, this::warmUp);
    return switch (config.mode()) {
      case API ->
          new Role.Api(
              accepting,
              payments(config),
              new WorkerForward(config.worker(), config.intake().retryAfter()),
              new OtherWorkers(store.workers(), "", config.worker().tls()),
              this::summarize,
              checks,
              MetricsSource.NONE,
              () -> {});
      case WORKER -> worker(config, checks);
      case STANDALONE -> new Role.Standalone(accepting, worker(config, checks));
    };
  }

  /** Tells of the payments of a store in memory, which tests fill. */
  private OutcomeSource payments(ServiceConfig config) {
    PaymentReader reader = new PaymentReader(store.ledger(), config.fees());
    return new OutcomeSource(
        id -> {
          finds.incrementAndGet();
          requireStore();
          return reader.details(id);
        },
        id -> {
          waits.incrementAndGet();
          return reader.whenFinished(id);
        });
  }

  private Role.Worker worker(ServiceConfig config, List<ReadinessCheck> checks) {
    return new Role.Worker(
        payments(config),
        new PaymentSearch(lists()),
        new OtherWorkers(store.workers(), "", config.worker().tls()),
        settled::incrementAndGet,
        this::summarize,
        purges::incrementAndGet,
        engine(),
        MetricsSource.NONE,
        id -> quotes.getOrDefault(id, List.of()),
        new DashboardSource(() -> List.of("worker-1"), () -> dashboardQuotes),
        store.outbox(),
        operatorLog(),
        new OperatorActs(store, config.processorNames(), (_, _) -> lookup, InstantSource.system()),
        checks,
        () -> {});
  }

  private OperatorLog operatorLog() {
    OperatorLog log = store.operatorLog();
    return new OperatorLog() {
      @Override
      public void append(OperatorAct act) {
        if (operatorLogAway) {
          throw new StoreException("connection refused");
        }
        log.append(act);
      }

      @Override
      public List<OperatorAct> last(int max) {
        return log.last(max);
      }

      @Override
      public int forget(long beforeMillis, int max) {
        return log.forget(beforeMillis, max);
      }
    };
  }

  private PaymentLists lists() {
    return (PaymentLists)
        Proxy.newProxyInstance(
            PaymentLists.class.getClassLoader(),
            new Class<?>[] {PaymentLists.class},
            (_, method, arguments) -> {
              beforeList.run();
              try {
                return method.invoke(store.lists(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Acceptance warmUp(Payment payment) {
    warmUps.incrementAndGet();
    requireStore();
    return new Acceptance.QueueFull(0);
  }

  private void requireStore() {
    if (storeAway) {
      throw new StoreException("connection refused");
    }
  }

  private Summary summarize(TimeWindow window) {
    beforeSummary.run();
    askedWindows.add(window);
    return summary;
  }

  private Engine engine() {
    return new Engine() {
      @Override
      public void start(CompletableFuture<Throwable> defect, int port) {
        engineEvents.add("start");
      }

      @Override
      public void stop(Duration grace) {
        engineEvents.add("stop");
      }
    };
  }

  int port() {
    return app.port();
  }

  Optional<Integer> managementPort() {
    return app.managementPort();
  }

  HttpResponse<String> get(String pathAndQuery) {
    return send("GET", pathAndQuery, BodyPublishers.noBody());
  }

  /** Asks at the management address. */
  HttpResponse<String> manage(String method, String pathAndQuery, String... headers) {
    int management = managementPort().orElseThrow();
    return send(management, method, pathAndQuery, BodyPublishers.noBody(), headers);
  }

  /** Has something done at the management address. */
  HttpResponse<String> manage(
      String method, String pathAndQuery, BodyPublisher body, String... headers) {
    return send(managementPort().orElseThrow(), method, pathAndQuery, body, headers);
  }

  HttpResponse<String> post(String path, String body) {
    HttpResponse<String> answer =
        send("POST", path, BodyPublishers.ofString(body), "Content-Type", "application/json");
    if (answer.statusCode() < 300) {
      assertEquals(List.of(), DESCRIPTION.complaintsAboutRequest("POST", path, body), body);
    }
    return answer;
  }

  static Description description() {
    return DESCRIPTION;
  }

  private static Description read() {
    try (var in =
        RunningService.class.getResourceAsStream("/dev/rinha/service/http/openapi.yaml")) {
      return new Description(new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds the description against whatever is answered, but where there is no such endpoint. */
  private static HttpResponse<String> described(
      String method, String pathAndQuery, HttpResponse<String> answer) {
    String path = pathAndQuery.split("\\?", 2)[0];
    boolean missing =
        answer.statusCode() == 405 || answer.body().contains("urn:rinha:problem:not-found");
    if (!missing && DESCRIPTION.has(method, path)) {
      assertEquals(
          List.of(),
          DESCRIPTION.complaintsAboutAnswer(
              method,
              path,
              answer.statusCode(),
              answer.headers().firstValue("Content-Type").orElse(""),
              answer.body()),
          () -> method + " " + pathAndQuery + ": " + answer.body());
      if (method.equals("GET") && answer.statusCode() < 300) {
        assertEquals(List.of(), DESCRIPTION.complaintsAboutRequest(method, pathAndQuery, ""));
      }
    }
    return answer;
  }

  HttpResponse<String> send(
      String method, String pathAndQuery, BodyPublisher body, String... headers) {
    return send(port(), method, pathAndQuery, body, headers);
  }

  private HttpResponse<String> send(
      int to, String method, String pathAndQuery, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + pathAndQuery))
            .timeout(BOUND)
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return described(method, pathAndQuery, client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + pathAndQuery, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends bytes as they are and reads until the server closes the connection, which it may before
   * it has read all of them.
   */
  String raw(String request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout((int) BOUND.toMillis());
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
      } catch (SocketException e) {
        // It has answered, and reads no more.
      }
      try {
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) {
        // A reset ends the answer as well.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** Polls until the condition holds. */
  void await(BooleanSupplier condition) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not so within " + BOUND);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Stops it as a signal does; whoever asked before may still be answered. */
  void stop() {
    app.close();
  }

  @Override
  public void close() {
    app.close();
    client.close();
  }
}
