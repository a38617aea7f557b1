package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rinha.core.audit.Break;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The previous build and this one work on one store at the same time, each with its own classes and
 * its own scripts. The previous one is in {@code src/test/previous}.
 */
final class RollingUpdateTest {

  private static final Path PREVIOUS = Path.of("src/test/previous/core-lib-5e487bf.jar");
  private static final int EACH = 200;
  private static final long CENTS = 1_990;

  /** An update, and the way back. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsLostOrDoubledWhileOneBuildReplacesTheOther(boolean update) throws Exception {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(TestRedis.Edition.BUNDLED).address())
            .withNamespace(update ? "updated" : "rolled-back");
    try (URLClassLoader previous = previous();
        Processor processor = new Processor()) {
      ClassLoader present = RollingUpdateTest.class.getClassLoader();
      List<UUID> ids = new ArrayList<>();
      Build leaving = new Build(update ? previous : present, settings, processor);
      offer(ids, List.of(leaving));
      Build coming = new Build(update ? present : previous, settings, processor);
      offer(ids, List.of(leaving, coming));
      leaving.close();
      offer(ids, List.of(coming));

      try (RedisStore store = RedisStore.open(settings)) {
        Poll.until("everything is finished", () -> store.ledger().census().unfinished() == 0);
        coming.close();
        List<UUID> refused = ids.stream().filter(Processor::refuses).toList();
        List<UUID> dead =
            store.deadLetters().list(DeadLetterFilter.ALL, 1_000).stream()
                .map(letter -> letter.payment().correlationId())
                .sorted()
                .toList();
        List<Break> breaks = new ArrayList<>();
        new InternalAudit(store.ledger(), store.books()).run(TimeWindow.ALL, breaks::add, _ -> {});

        assertEquals(3 * EACH, store.ledger().census().accepted());
        assertEquals(refused.stream().sorted().toList(), dead);
        assertEquals(ids.size() - refused.size(), processor.executed.size());
        int settled = processor.executed.size();
        assertEquals(
            new Totals(settled, settled * CENTS),
            store.ledger().summary(TimeWindow.ALL).of("default"));
        assertEquals(0, store.conflicts().count());
        assertEquals(List.of(), breaks);
        assertTrue(store.ledger().census().conserved(), () -> store.ledger().census().toString());
      }
    }
  }

  private static void offer(List<UUID> ids, List<Build> builds) {
    for (int i = 0; i < EACH; i++) {
      UUID id = new UUID(0, ids.size());
      ids.add(id);
      builds.get(i % builds.size()).accept(id);
    }
  }

  /** Its own copy of the library; the libraries below are those of this build. */
  private static URLClassLoader previous() throws IOException {
    assertTrue(Files.exists(PREVIOUS), PREVIOUS::toString);
    return new URLClassLoader(
        new URL[] {PREVIOUS.toUri().toURL()}, RollingUpdateTest.class.getClassLoader()) {

      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
          if (!name.startsWith("dev.rinha.")) {
            return super.loadClass(name, resolve);
          }
          Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
      }

      @Override
      public @Nullable URL getResource(String name) {
        return name.startsWith("dev/rinha/") ? findResource(name) : super.getResource(name);
      }
    };
  }

  /** A router of some build, reached as its users would reach it. */
  private static final class Build implements AutoCloseable {

    private final Class<?> money;
    private final Object router;

    Build(ClassLoader build, RedisSettings at, Processor processor) {
      Object settings = call(of(build, "store.redis.RedisSettings"), "at", at.address());
      settings = call(settings, "withNamespace", at.namespace());
      Object store = call(of(build, "store.redis.RedisStore"), "open", settings);
      Object client = create(of(build, "processor.HelidonProcessorClient"), processor.url());
      Object fee = call(of(build, "processor.Fee"), "parse", "0.05");
      Object builder = call(of(build, "PaymentRouter"), "builder", store);
      call(
          builder,
          "processor",
          call(of(build, "processor.ProcessorSettings"), "of", "default", fee),
          client);
      call(builder, "healthBoard", port(store, "healthBoard"));
      call(builder, "trafficLog", port(store, "traffic"), Duration.ofDays(1));
      this.router = call(builder, "start");
      this.money = of(build, "payment.Money");
    }

    /** The previous build's store is all of its ports itself. */
    private static Object port(Object store, String accessor) {
      boolean there =
          Arrays.stream(store.getClass().getMethods())
              .anyMatch(one -> one.getName().equals(accessor) && one.getParameterCount() == 0);
      return there ? call(store, accessor) : store;
    }

    void accept(UUID id) {
      String answer = call(router, "accept", id, create(money, CENTS)).toString();
      assertEquals("Accepted[]", answer);
    }

    @Override
    public void close() {
      call(router, "stop", Duration.ofSeconds(5));
      call(router, "close");
    }

    private static Class<?> of(ClassLoader build, String name) {
      try {
        return Class.forName("dev.rinha.core." + name, true, build);
      } catch (ClassNotFoundException e) {
        throw new LinkageError(name, e);
      }
    }

    private static Object create(Class<?> type, Object argument) {
      try {
        return type.getConstructor(argument instanceof Long ? long.class : argument.getClass())
            .newInstance(argument);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(type.getName(), e);
      }
    }

    /** Calls a method of an object, or a static one of a class. */
    private static Object call(Object on, String name, Object... arguments) {
      Class<?> type = on instanceof Class<?> itself ? itself : on.getClass();
      Method method =
          Arrays.stream(type.getMethods())
              .filter(one -> one.getName().equals(name))
              .filter(one -> one.getParameterCount() == arguments.length)
              .filter(one -> !one.isBridge())
              .findFirst()
              .orElseThrow(() -> new LinkageError(type + " has no " + name));
      try {
        return Optional.ofNullable(method.invoke(on, arguments)).orElse("nothing");
      } catch (InvocationTargetException e) {
        throw new AssertionError(name + " of " + type, e.getCause());
      } catch (IllegalAccessException e) {
        throw new LinkageError(name, e);
      }
    }
  }

  /**
   * Executes, and answers as a processor does on a bad day: of every ten payments it fails one
   * after it has executed it, and of every seventeen it refuses one.
   */
  private static final class Processor implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"correlationId\":\"([^\"]+)\"");

    final Map<UUID, String> executed = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Processor() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/payments", this::answer);
      server.setExecutor(threads);
      server.start();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    static boolean refuses(UUID id) {
      return id.getLeastSignificantBits() % 17 == 5;
    }

    private void answer(HttpExchange exchange) {
      try (exchange) {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST")) {
          byte[] request = exchange.getRequestBody().readAllBytes();
          send(exchange, execute(new String(request, StandardCharsets.UTF_8)), "");
        } else if (path.endsWith("/service-health")) {
          send(exchange, 200, "{\"failing\":false,\"minResponseTime\":0}");
        } else {
          String body = executed.get(UUID.fromString(path.substring("/payments/".length())));
          send(exchange, body == null ? 404 : 200, body == null ? "" : body);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int execute(String body) {
      Matcher matcher = ID.matcher(body);
      UUID id = UUID.fromString(matcher.find() ? matcher.group(1) : "");
      if (refuses(id)) {
        return 400;
      }
      if (executed.putIfAbsent(id, body) != null) {
        return 422;
      }
      return id.getLeastSignificantBits() % 10 == 3 ? 500 : 200;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }

    @Override
    public void close() {
      server.stop(0);
      threads.close();
    }
  }
}
