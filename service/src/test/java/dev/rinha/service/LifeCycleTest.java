package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.lifecycle.ServiceApp;
import dev.rinha.service.lifecycle.ServiceProcess;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.role.Role;
import dev.rinha.service.wiring.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LifeCycleTest {

  @Test
  void notReadyWhileWarmingUpThenReady() {
    try (var service = RunningService.startCold(Map.of("warm-up.requests", "3000"))) {
      HttpResponse<String> health = service.get("/healthz");
      HttpResponse<String> summary = service.get("/payments-summary");

      assertEquals(503, health.statusCode());
      assertTrue(health.body().contains("warming up"), health.body());
      assertEquals(503, summary.statusCode());
      service.await(() -> service.get("/healthz").statusCode() == 200);
      assertEquals(200, service.get("/payments-summary").statusCode());
    }
  }

  @Test
  void warmUpGoesAllTheWayAndChangesNothing() {
    try (var service = RunningService.start(Map.of("warm-up.requests", "50"))) {
      assertTrue(service.warmUps.get() > 0, "the way of a payment was not warmed up");
      assertFalse(service.askedWindows.isEmpty(), "the way of a summary was not warmed up");
      assertTrue(service.intake.accepted.isEmpty(), "a payment of the warm-up was accepted");
      assertEquals(0, service.purges.get());
    }
  }

  @Test
  void warmsUpWithoutStore() {
    try (var service = RunningService.startCold(Map.of("warm-up.requests", "50"))) {
      service.storeAway = true;
      service.await(() -> service.get("/healthz").statusCode() == 200);
    }
  }

  @Test
  void warmUpEndsByItsTimeLimit() {
    try (var service =
        RunningService.startCold(
            Map.of("warm-up.requests", "1000000", "warm-up.time-limit", "50ms"))) {
      service.await(() -> service.get("/healthz").statusCode() == 200);
    }
  }

  @Test
  void failedCheckIsNamed() {
    try (var service = RunningService.start(Map.of())) {
      service.complaint = Optional.of("maxmemory-policy must be noeviction");
      HttpResponse<String> health = service.get("/healthz");

      assertEquals(503, health.statusCode());
      assertTrue(
          health.body().contains("store: maxmemory-policy must be noeviction"), health.body());
      service.complaint = Optional.empty();
      assertEquals(
          "{\"status\":\"UP\",\"mode\":\"standalone\",\"environment\":\"challenge\"}",
          service.get("/healthz").body());
    }
  }

  @Test
  void openApiIsServed() {
    try (var service = RunningService.start(Map.of())) {
      HttpResponse<String> description = service.get("/openapi");

      assertEquals(200, description.statusCode());
      for (String path :
          List.of(
              "/payments:", "/payments-summary:", "/purge-payments:", "/healthz:", "/metrics:")) {
        assertTrue(description.body().contains("\n  " + path), path);
      }
    }
  }

  @Test
  void requestInFlightEndsWhenTheServiceStops() throws Exception {
    var service = RunningService.start(Map.of());
    CountDownLatch inFlight = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    service.beforeSummary =
        () -> {
          inFlight.countDown();
          awaitUninterruptibly(release);
        };
    var answer = CompletableFuture.supplyAsync(() -> service.get("/payments-summary"));
    inFlight.await();

    var stop = CompletableFuture.runAsync(service::close);
    service.await(() -> service.engineEvents.contains("stop"));
    release.countDown();

    assertEquals(200, answer.get().statusCode());
    stop.get();
    assertEquals(List.of("start", "stop"), service.engineEvents);
    assertThrows(RuntimeException.class, () -> service.get("/healthz"));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tooManyRequestsAtOnceAreTurnedAway() throws Exception {
    try (var service = RunningService.start(Map.of("server.max-concurrent-requests", "1"))) {
      CountDownLatch inFlight = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      service.beforeSummary =
          () -> {
            inFlight.countDown();
            awaitUninterruptibly(release);
          };
      var first = CompletableFuture.supplyAsync(() -> service.get("/payments-summary"));
      inFlight.await();

      HttpResponse<String> second = service.get("/payments-summary");
      release.countDown();

      assertEquals(503, second.statusCode());
      assertEquals("1", second.headers().firstValue("Retry-After").orElse(""));
      assertTrue(second.body().contains("too many requests at once"), second.body());
      assertEquals(200, first.get().statusCode());
    }
  }

  private static final Intake ACCEPTS = _ -> new Acceptance.Accepted();

  private static final Wiring API_ONLY =
      (config, _) ->
          new Role.Api(
              new Role.Accepting(ACCEPTS, ACCEPTS),
              new OutcomeSource(_ -> Optional.empty(), _ -> new CompletableFuture<>()),
              new WorkerForward(config.worker(), config.intake().retryAfter()),
              new OtherWorkers(new MemoryStore().workers(), "", Optional.empty()),
              _ -> new Summary(Collections.emptySortedMap()),
              List.of(),
              MetricsSource.NONE,
              () -> {});

  private static String complaint(int exitCode, String... arguments) {
    var out = new ByteArrayOutputStream();
    var process = new ServiceProcess(API_ONLY, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(Optional.of(exitCode), process.start(arguments, Map.of(), ServiceApp::close));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void portInUseIsOneClearLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String line =
          complaint(
              ServiceProcess.EXIT_FAILED,
              "--mode=api",
              "--server.host=127.0.0.1",
              "--server.port=" + taken.getLocalPort());

      assertEquals(
          "rinha: cannot listen on 127.0.0.1:"
              + taken.getLocalPort()
              + ": Address already in use; stop what listens there, or choose another server.port"
              + " (PORT)",
          line.strip());
    }
  }

  @Test
  void managementPortInUseIsOneClearLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String line =
          complaint(
              ServiceProcess.EXIT_FAILED,
              "--mode=worker",
              "--server.host=127.0.0.1",
              "--server.port=0",
              "--management.port=" + taken.getLocalPort());

      assertEquals(
          "rinha: cannot listen on 127.0.0.1:"
              + taken.getLocalPort()
              + ": Address already in use; stop what listens there, or choose another"
              + " management.port",
          line.strip());
    }
  }

  @Test
  void badSettingIsOneClearLine() {
    assertEquals(
        "rinha: server.port is '99999' (flag), must be a whole number from 0 to 65535",
        complaint(ServiceProcess.EXIT_CONFIGURATION, "--server.port=99999").strip());
  }

  @Test
  void badArgumentIsOneClearLine() {
    assertEquals(
        "rinha: argument '-v' must be --key=value, such as --server.port=9999",
        complaint(ServiceProcess.EXIT_CONFIGURATION, "-v").strip());
  }
}
