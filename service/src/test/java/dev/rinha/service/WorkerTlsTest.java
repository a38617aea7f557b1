package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TestAuthority.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are asked over TLS, with real sockets: to purge, and to write what they know. */
final class WorkerTlsTest {

  private static final Logger LOG = Logger.getLogger("dev.rinha.service.http.ClientTls");
  private static final String LONE_WORKER = "worker-1";

  @TempDir private Path folder = Path.of("");
  private Path trust = Path.of("");
  private Optional<TestAuthority> made = Optional.empty();

  @BeforeEach
  void make() {
    made = Optional.of(new TestAuthority(folder.resolve("ours")));
    trust = authority().trust();
  }

  private TestAuthority authority() {
    return made.orElseThrow();
  }

  private RunningService worker(Pair own, String... more) {
    return served("worker", own, more);
  }

  private RunningService served(String mode, Pair own, String... more) {
    Map<String, String> flags = flags(more);
    flags.put("mode", mode);
    flags.put("server.tls.certificate-file", own.certificate().toString());
    flags.put("server.tls.key-file", own.key().toString());
    RunningService service = RunningService.startCold(flags);
    service.await(() -> !get(service, Optional.of(own), "/healthz").body().contains("warming up"));
    return service;
  }

  private RunningService api(int workerPort, String... more) {
    Map<String, String> flags = flags(more);
    flags.put("mode", "api");
    flags.put("worker.host", "127.0.0.1");
    flags.put("worker.port", String.valueOf(workerPort));
    RunningService api = RunningService.start(flags);
    announce(api, workerPort);
    return api;
  }

  private static Map<String, String> flags(String... pairs) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      flags.put(pairs[i], pairs[i + 1]);
    }
    return flags;
  }

  private static void announce(RunningService reader, int port) {
    reader
        .store
        .workers()
        .announce(
            new WorkerTerms(LONE_WORKER, 5_000, 60_000, new TreeMap<>(), "127.0.0.1:" + port));
  }

  private HttpResponse<String> get(RunningService service, Optional<Pair> own, String path) {
    try (HttpClient client = HttpClient.newBuilder().sslContext(authority().context(own)).build()) {
      URI url = URI.create("https://localhost:" + service.port() + path);
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int purge(RunningService api) {
    return api.send("POST", "/purge-payments", BodyPublishers.noBody()).statusCode();
  }

  private static Optional<String> without(HttpResponse<String> summary) {
    assertEquals(200, summary.statusCode(), summary::body);
    return summary.headers().firstValue("Summary-Without-Worker");
  }

  private static void assertAsked(RunningService worker, RunningService api) {
    assertEquals(200, purge(api));
    assertEquals(1, worker.purges.get());
    Poll.until("it writes what it knows", () -> without(api.get("/payments-summary")).isEmpty());
    assertTrue(worker.settled.get() > 0);
  }

  private static void assertNotAsked(RunningService worker, RunningService api) {
    assertEquals(503, purge(api));
    assertEquals(Optional.of(LONE_WORKER), without(api.get("/payments-summary")));
    assertEquals(0, worker.purges.get() + worker.settled.get());
  }

  @Test
  void gatewayAsksAWorkerOverTls() {
    try (RunningService worker = worker(authority().give(TestAuthority.HERE));
        RunningService api = api(worker.port(), "worker.trust-file", trust.toString())) {
      assertAsked(worker, api);
    }
  }

  @Test
  void gatewayShowsItsCertificateToAWorkerThatWantsOne() {
    Pair gateway = authority().give("dns:gateway");
    try (RunningService worker =
            worker(
                authority().give(TestAuthority.HERE),
                "server.tls.client-trust-file",
                trust.toString());
        RunningService stranger = api(worker.port(), "worker.trust-file", trust.toString());
        RunningService api =
            api(
                worker.port(),
                "worker.trust-file",
                trust.toString(),
                "worker.client-certificate-file",
                gateway.certificate().toString(),
                "worker.client-key-file",
                gateway.key().toString())) {
      assertNotAsked(worker, stranger);
      assertAsked(worker, api);
    }
  }

  @Test
  void workerOfAnotherAuthorityOrNameIsNotBelieved() {
    Path stranger = new TestAuthority(folder.resolve("strange")).trust();
    try (RunningService worker = worker(authority().give(TestAuthority.HERE));
        RunningService api = api(worker.port(), "worker.trust-file", stranger.toString())) {
      assertNotAsked(worker, api);
    }
    // By its name only the test asks, and gateways by its number.
    try (RunningService elsewhere = worker(authority().give("dns:localhost"));
        RunningService api = api(elsewhere.port(), "worker.trust-file", trust.toString())) {
      assertNotAsked(elsewhere, api);
    }
  }

  @Test
  void nothingIsAskedOverPlainHttpWhereAuthoritiesAreNamed() {
    try (RunningService plain = RunningService.start(Map.of("mode", "worker"));
        RunningService api = api(plain.port(), "worker.trust-file", trust.toString())) {
      assertNotAsked(plain, api);
    }
  }

  @Test
  void standaloneServicesAskEachOtherOverTls() {
    Pair own = authority().give(TestAuthority.HERE);
    String[] believing = {"worker.trust-file", trust.toString()};
    try (RunningService asked = served("standalone", own, believing);
        RunningService asking = served("standalone", own, believing)) {
      announce(asking, asked.port());

      Poll.until(
          "the other one writes what it knows",
          () -> without(get(asking, Optional.empty(), "/payments-summary")).isEmpty());
      assertTrue(asked.settled.get() > 0);
    }
  }

  @Test
  void newAuthoritiesAreBelievedWithoutARestartAndBrokenOnesChangeNothing() throws IOException {
    Path believed = folder.resolve("believed.pem");
    Files.copy(new TestAuthority(folder.resolve("strange")).trust(), believed);
    List<String> said = new CopyOnWriteArrayList<>();
    Handler listener = ServerTlsTest.listener(said);
    LOG.addHandler(listener);
    try (RunningService worker = worker(authority().give(TestAuthority.HERE));
        RunningService api = api(worker.port(), "worker.trust-file", believed.toString())) {
      assertNotAsked(worker, api);

      Files.copy(trust, believed, StandardCopyOption.REPLACE_EXISTING);
      Poll.until("the worker is believed", () -> purge(api) == 200);

      Files.writeString(believed, "broken");
      Poll.until(
          "it is said", () -> purge(api) == 200 && said.getLast().contains("cannot be used"));
      assertEquals(200, purge(api));
    } finally {
      LOG.removeHandler(listener);
    }
  }

  /** As behind something that forgot the connection. */
  @Test
  void handshakeThatNobodyAnswersHoldsNobodyUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningService api =
            api(
                silent.getLocalPort(),
                "worker.trust-file",
                trust.toString(),
                "worker.response-timeout",
                "300ms")) {
      HttpResponse<String> answer = api.post("/purge-payments", "");

      assertEquals(504, answer.statusCode(), answer::body);
      assertTrue(answer.body().contains("worker-timeout"), answer::body);
      assertEquals(Optional.of(LONE_WORKER), without(api.get("/payments-summary")));
    }
  }
}
