package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.redis.GuardedRedis;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TestAuthority.Pair;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.Tokens;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system with marked secrets and with what {@code compose/redis.acl} permits, of which
 * everything is searched that it prints, answers, and shows to other users of the machine.
 */
final class SecretsTest {

  private static final String MARK = "MARKED-SECRET";
  private static final String SIGNED_WITH =
      Base64.getEncoder()
          .encodeToString((MARK + "-of-the-webhook").getBytes(StandardCharsets.US_ASCII));
  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final TestRedis.Edition NEWEST = TestRedis.Edition.available().getLast();

  @TempDir private Path folder = Path.of("");

  private final GuardedRedis redis = GuardedRedis.start(NEWEST, MARK + "-of-redis", Set.of());
  private final ProcessorSimulator processor =
      ProcessorSimulator.builder().port(JavaProcess.freePort()).fee("0.05").start();
  private final Http http = new Http(Duration.ofSeconds(10));
  private final AtomicInteger runs = new AtomicInteger();
  private final List<JavaProcess> processes = new ArrayList<>();

  /** Where it was seen, and what. */
  private final Map<String, String> seen = new LinkedHashMap<>();

  @AfterEach
  void close() {
    processes.forEach(JavaProcess::close);
    http.close();
    processor.close();
    redis.close();
  }

  private Map<String, String> environment() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), MARK + "-of-redis\n");
    Path headers =
        Files.writeString(folder.resolve("headers"), "Authorization: Bearer " + MARK + "\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("REDIS_ADDR", redis.address());
    environment.put("RINHA_REDIS_USERNAME", GuardedRedis.USER);
    environment.put("REDIS_PASSWORD_FILE", password.toString());
    environment.put("DEFAULT_PROCESSOR_URL", processor.url());
    environment.put("FALLBACK_PROCESSOR_URL", processor.url());
    environment.put("RINHA_PROCESSORS_DEFAULT_HEADERS_FILE", headers.toString());
    environment.put("RINHA_PROCESSORS_FALLBACK_HEADERS", "X-Key: " + MARK);
    environment.put("RINHA_WEBHOOKS_NAMES", "shop");
    environment.put(
        "RINHA_WEBHOOKS_SHOP_URL", "http://127.0.0.1:" + JavaProcess.freePort() + "/hook");
    environment.put("RINHA_WEBHOOKS_SHOP_SECRETS", "whsec_" + SIGNED_WITH);
    environment.put("RINHA_PROFILE", "challenge");
    environment.put("RINHA_WARM_UP_REQUESTS", "0");
    environment.put("RINHA_SERVER_HOST", "127.0.0.1");
    return environment;
  }

  @Test
  void noSecretIsShownAnywhereAndNothingThatIsNotPermittedIsTried() throws IOException {
    Map<String, String> environment = environment();
    int pages = JavaProcess.freePort();
    URI worker = serve("worker", environment, "--mode=worker", "--management.port=" + pages);
    URI api =
        serve(
            "api",
            environment,
            "--mode=api",
            "--worker.port=" + worker.getPort(),
            "--management.port=none");
    URI management = URI.create("http://127.0.0.1:" + pages);

    pay(api);
    for (String path :
        List.of(
            "/dashboard",
            "/payments",
            "/payments?state=settled",
            "/payments/" + ID + "/history",
            "/payments/" + ID + "/quotes")) {
      see(management.resolve(path));
    }
    for (URI server : List.of(api, worker, management)) {
      for (String path :
          List.of(
              "/healthz",
              "/metrics",
              "/openapi",
              "/payments-summary",
              "/payments-summary?from=x",
              "/payments/" + ID,
              "/nowhere")) {
        see(server.resolve(path));
      }
    }
    for (String command :
        List.of("config show", "status", "summary", "audit", "payments show " + ID)) {
      run(environment, command.split(" "));
    }
    String status = run(environment, "status");
    assertFalse(status.contains("append-only file is off"), status);
    copy(environment);
    assertNothingElseWasRefused(redis);
    purge(api, environment);
    assertNothingElseWasRefused(redis);
    run(environment, "doctor");
    withWrongSettings(environment);
    redis.kill();
    see(api.resolve("/healthz"));
    run(environment, "status");

    assertNothingIsShown(30, List.of(MARK, SIGNED_WITH));
  }

  private void assertNothingIsShown(int least, List<String> secrets) {
    processes.forEach(process -> seen.put("log of " + process, process.output()));
    assertTrue(seen.size() > least, seen.keySet()::toString);
    seen.forEach(
        (where, text) ->
            secrets.forEach(
                secret -> assertFalse(text.contains(secret), () -> where + ": " + text)));
  }

  @Test
  void noTokenAndNoKeyIsShownWhereTheyAreShownToTheService() throws IOException {
    TestAuthority authority = new TestAuthority(folder.resolve("tls"));
    Pair pair = authority.give(TestAuthority.HERE);
    Map<String, String> environment = withTokens(environment());
    int pages = JavaProcess.freePort();
    URI worker =
        serve(
            "worker of standard",
            environment,
            "--mode=worker",
            "--management.port=" + pages,
            "--management.tls.certificate-file=" + pair.certificate(),
            "--management.tls.key-file=" + pair.key());
    environment.put("WORKER_HOST", "127.0.0.1");
    environment.put("WORKER_PORT", "" + worker.getPort());
    URI api = serve("api of standard", environment, "--mode=api", "--management.port=none");
    URI management = URI.create("https://127.0.0.1:" + pages);
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(authority.context(Optional.empty())).build()) {
      Asking asking = new Asking(client);
      assertEquals(202, asking.send("POST", api.resolve("/payments"), "shop"));
      for (String holder : List.of("shop", "reader", "alice", "nobody")) {
        for (String path : List.of("/payments/" + ID, "/payments-summary", "/metrics", "/no")) {
          asking.send("GET", api.resolve(path), holder);
          asking.send("GET", worker.resolve(path), holder);
          asking.send("GET", management.resolve(path), holder);
        }
        asking.send("GET", management.resolve("/payments/" + ID + "/story"), holder);
      }
      for (String stream : List.of("/events", "/dashboard/live")) {
        assertEquals(401, asking.send("GET", management.resolve(stream), "nobody"));
        asking.listen(management.resolve(stream), "reader");
      }
      asking.send("POST", api.resolve("/payments"), "nobody");
      asking.send("POST", api.resolve("/purge-payments"), "shop");
      for (String command :
          List.of(
              "config show",
              "explain " + ID,
              "dead-letters list",
              "in-doubt list",
              "webhooks list",
              "queue pause --reason x",
              "operators log",
              "doctor")) {
        seen.put(command, run(environment, command.split(" ")));
      }
      String status = run(environment, "status");
      assertFalse(status.contains("401"), status);
      environment.put("RINHA_ACCESS_OWN_TOKEN_FILE", folder.resolve("own-of-nobody").toString());
      run(environment, "status");
    }

    String key = Files.readAllLines(pair.key()).get(2);
    assertNothingIsShown(60, List.of(MARK, SIGNED_WITH, key));
  }

  private Map<String, String> withTokens(Map<String, String> environment) throws IOException {
    Path tokens =
        Files.write(
            folder.resolve("tokens"),
            List.of(
                Tokens.line(new Tokens.Holder("shop", AccessRole.CLIENT), token("shop")),
                Tokens.line(new Tokens.Holder("reader", AccessRole.READER), token("reader")),
                Tokens.line(new Tokens.Holder("alice", AccessRole.OPERATOR), token("alice"))));
    Path own = Files.writeString(folder.resolve("own"), token("alice") + "\n");
    Files.writeString(folder.resolve("own-of-nobody"), token("nobody") + "\n");
    environment.put("RINHA_PROFILE", "standard");
    environment.put("RINHA_ACCESS_TOKENS_FILE", tokens.toString());
    environment.put("RINHA_ACCESS_OWN_TOKEN_FILE", own.toString());
    return environment;
  }

  private static String token(String holder) {
    return MARK + "-of-" + holder;
  }

  /** Shows tokens, and keeps what is answered. */
  private final class Asking {

    private static final Duration LISTENING = Duration.ofSeconds(2);

    private final HttpClient client;

    Asking(HttpClient client) {
      this.client = client;
    }

    int send(String method, URI url, String holder) throws IOException {
      HttpResponse<String> answer =
          send(request(url, holder).method(method, body()), BodyHandlers.ofString());
      seen.put(
          method + " " + url + " by " + holder,
          answer.statusCode() + " " + answer.headers().map() + answer.body());
      return answer.statusCode();
    }

    private static BodyPublisher body() {
      return BodyPublishers.ofString(
          "{\"correlationId\": \"%s\", \"amount\": 19.90}".formatted(ID));
    }

    /** To something that has no end, for a while. */
    void listen(URI url, String holder) throws IOException {
      HttpResponse<InputStream> answer =
          send(request(url, holder).GET(), BodyHandlers.ofInputStream());
      assertEquals(200, answer.statusCode());
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      Thread listener = Thread.startVirtualThread(() -> copy(answer.body(), heard));
      LockSupport.parkNanos(LISTENING.toNanos());
      answer.body().close();
      try {
        listener.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      seen.put("GET " + url, answer.headers().map() + heard.toString(StandardCharsets.UTF_8));
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
      try (from) {
        var _ = from.transferTo(to);
      } catch (IOException e) {
        // Closed by who listens.
      }
    }

    private static HttpRequest.Builder request(URI url, String holder) {
      return HttpRequest.newBuilder(url)
          .timeout(Stack.START_BOUND)
          .header("Content-Type", "application/json")
          .header("Authorization", "Bearer " + token(holder));
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
        throws IOException {
      try {
        return client.send(request.build(), handler);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void pay(URI api) throws IOException {
    String body = "{\"correlationId\": \"%s\", \"amount\": 19.90}".formatted(ID);
    assertEquals(202, http.post(api.resolve("/payments"), body).statusCode());
    Poll.until(
        "it is settled",
        Stack.START_BOUND,
        () -> body(api.resolve("/payments/" + ID)).contains("\"settled\""));
  }

  /** Settings are asked for by {@code status} and {@code doctor}, which do without. */
  private static void assertNothingElseWasRefused(GuardedRedis server) {
    List<String> refused = new ArrayList<>(server.refused());
    refused.removeIf(what -> what.startsWith("command config"));
    assertEquals(List.of(), refused);
  }

  private void copy(Map<String, String> environment) {
    try (GuardedRedis other = GuardedRedis.start(NEWEST, MARK + "-of-redis", Set.of())) {
      String said = run(environment, "store", "copy", "--to-redis", other.address(), "--yes");
      assertTrue(said.contains("copied 1 payment"), said);
      assertNothingElseWasRefused(other);
    }
    String reopened = run(environment, "store", "reopen", "--yes");
    assertTrue(reopened.contains("reopened store"), reopened);
  }

  private void purge(URI api, Map<String, String> environment) throws IOException {
    Poll.until(
        "it is purged", Stack.START_BOUND, () -> status(api.resolve("/purge-payments")) == 200);
    run(environment, "purge", "--yes");
  }

  private void withWrongSettings(Map<String, String> environment) throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), MARK + "-that-is-wrong");
    for (Map<String, String> change :
        List.of(
            Map.of("REDIS_PASSWORD_FILE", wrong.toString()),
            Map.of("REDIS_PASSWORD_FILE", "", "RINHA_REDIS_PASSWORD", MARK + " with a space"),
            Map.of("REDIS_ADDR", "rinha:" + MARK + "@" + redis.address()),
            Map.of("REDIS_ADDR", "redis://rinha:" + MARK + "@" + redis.address()),
            Map.of("RINHA_REDIS_TRUST_FILE", wrong.toString()),
            Map.of("RINHA_ACCESS_TOKENS", "ops operator " + MARK),
            Map.of("RINHA_ACCESS_TOKENS_FILE", wrong.toString()),
            Map.of(
                "RINHA_SERVER_TLS_CERTIFICATE_FILE",
                wrong.toString(),
                "RINHA_SERVER_TLS_KEY_FILE",
                wrong.toString()),
            Map.of(
                "RINHA_WORKER_TRUST_FILE",
                wrong.toString(),
                "RINHA_WORKER_CLIENT_CERTIFICATE_FILE",
                wrong.toString(),
                "RINHA_WORKER_CLIENT_KEY_FILE",
                wrong.toString()),
            Map.of("DEFAULT_PROCESSOR_URL", "http://user:" + MARK + "@localhost"),
            Map.of("RINHA_PROCESSORS_DEFAULT_HEADERS_FILE", wrong.toString()),
            Map.of("RINHA_WEBHOOKS_SHOP_SECRETS", MARK))) {
      Map<String, String> changed = new HashMap<>(environment);
      changed.putAll(change);
      for (String command : List.of("config show", "summary")) {
        run(changed, command.split(" "));
      }
      boolean refusedAtTheStart =
          !change.containsValue(wrong.toString())
              || change.keySet().stream()
                  .anyMatch(key -> key.contains("SERVER") || key.contains("TOKENS"));
      if (refusedAtTheStart) {
        run(changed, "serve", "--server.port=0", "--management.port=none");
      }
    }
    run(environment, "summary", "--redis", "redis://rinha:" + MARK + "@" + redis.address());
    run(environment, "serve", "--redis.password=" + MARK);
  }

  private URI serve(String name, Map<String, String> environment, String... flags) {
    int port = JavaProcess.freePort();
    List<String> arguments = new ArrayList<>(List.of("serve", "--server.port=" + port));
    arguments.addAll(List.of(flags));
    JavaProcess process = new JavaProcess("SecretsTest-" + name, environment, List.of(), arguments);
    processes.add(process);
    process.start();
    URI url = URI.create("http://127.0.0.1:" + port);
    Poll.until("it serves", Stack.START_BOUND, () -> status(url.resolve("/healthz")) == 200);
    try {
      seen.put(
          "ps of " + name,
          Files.readString(Path.of("/proc", "" + process.handle().pid(), "cmdline")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return url;
  }

  /** Runs a command to its end and keeps what it says. */
  private String run(Map<String, String> environment, String... arguments) {
    JavaProcess process =
        new JavaProcess(
            "SecretsTest-" + runs.incrementAndGet(), environment, List.of(), List.of(arguments));
    processes.add(process);
    process.start();
    Poll.until("it has ended", Stack.START_BOUND, () -> !process.running());
    return process.output();
  }

  private void see(URI url) throws IOException {
    HttpResponse<String> answer = http.get(url);
    seen.put(url.toString(), answer.headers().map() + answer.body());
  }

  private String body(URI url) {
    try {
      return http.get(url).body();
    } catch (IOException e) {
      return "";
    }
  }

  private int status(URI url) {
    try {
      return url.getPath().startsWith("/purge")
          ? http.post(url, "").statusCode()
          : http.get(url).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
