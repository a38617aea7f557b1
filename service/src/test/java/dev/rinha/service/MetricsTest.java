package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.PaymentMetrics;
import dev.rinha.service.metrics.WorkerMetrics;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MetricsTest {

  private static final String PAYMENT =
      "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":%s}";

  @Test
  void gatewayCountsPaymentsByAnswer() {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      service.post("/payments", PAYMENT.formatted("1"));
      service.post("/payments", PAYMENT.formatted("1"));
      service.post("/payments", PAYMENT.formatted("2"));
      service.post("/payments", PAYMENT.formatted("-1"));
      service.post("/payments", "{");

      HttpResponse<String> metrics = service.get("/metrics");

      assertEquals(200, metrics.statusCode());
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          metrics.headers().firstValue("Content-Type").orElse(""));
      String body = metrics.body();
      assertTrue(
          body.contains(
              """
              # HELP rinha_payments_total Payments offered to this process, by answer.
              # TYPE rinha_payments_total counter
              rinha_payments_total{answer="accepted"} 1.0
              rinha_payments_total{answer="conflict"} 1.0
              rinha_payments_total{answer="invalid"} 2.0
              rinha_payments_total{answer="queue_full"} 0.0
              rinha_payments_total{answer="replayed"} 1.0
              rinha_payments_total{answer="share_full"} 0.0
              rinha_payments_total{answer="store_unavailable"} 0.0
              rinha_payments_total{answer="unknown"} 0.0
              """),
          body);
    }
  }

  @Test
  void warmUpIsNotCounted() {
    try (var service = RunningService.start(Map.of("mode", "api", "warm-up.requests", "50"))) {
      String metrics = service.get("/metrics").body();
      assertTrue(metrics.contains("{answer=\"accepted\"} 0.0\n"), metrics);
      assertTrue(metrics.matches("(?s).*rinha_build_info\\{[^}]*version=\"\\d.*"), metrics);
    }
  }

  @Test
  void workerTellsWhatItKnows() {
    var store = new MemoryStore();
    var router =
        PaymentRouter.builder(store)
            .processor(ProcessorSettings.of("default", Fee.parse("0.05")), new InMemoryProcessor())
            .healthBoard(store.healthBoard())
            .build();
    var metrics = new WorkerMetrics(router, InstantSource.system());
    try (router) {
      assertTrue(text(metrics).contains("rinha_worker_up 0.0\n"));
      router.start();
      for (int i = 0; i < 3; i++) {
        router.accept(new UUID(1, i), new Money(100));
      }
      await(metrics, "rinha_store_payments{state=\"settled\"} 3.0");
      await(metrics, "rinha_health_probes_total{processor=\"default\",result=\"answered\"} 1.0");

      List<String> lines = text(metrics).lines().toList();
      // A busy machine makes an answer late, and it is asked about.
      assertTrue(
          lines.stream()
              .anyMatch(
                  line ->
                      line.matches(
                          "rinha_processor_lookups_total\\{processor=\"default\"} \\d+\\.0")),
          lines::toString);
      for (String line :
          List.of(
              "rinha_worker_up 1.0",
              "rinha_decisions_total{reason=\"cheapest\"} 3.0",
              "rinha_decisions_total{reason=\"patience_over\"} 0.0",
              "rinha_processor_in_flight{processor=\"default\"} 0.0",
              "rinha_processor_in_flight_limit{processor=\"default\"} 800.0",
              "rinha_processor_down{processor=\"default\"} 0.0",
              "rinha_processor_paused{processor=\"default\"} 0.0",
              "rinha_queue_paused 0.0",
              "rinha_conflicts_total 0.0",
              "rinha_policy_faults_total 0.0",
              "rinha_health_probes_total{processor=\"default\",result=\"held\"} 0.0",
              "rinha_health_probes_total{processor=\"default\",result=\"refused\"} 0.0",
              "rinha_store_up 1.0",
              "rinha_store_accepted 3.0",
              "rinha_store_payments{state=\"dead\"} 0.0",
              "rinha_store_payments{state=\"discarded\"} 0.0",
              "rinha_store_oldest_in_doubt_seconds 0.0",
              "rinha_store_oldest_unfinished_seconds 0.0")) {
        assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
      }
      assertTrue(seconds(lines, "rinha_processor_last_success_seconds") < 600, lines::toString);
      assertTrue(seconds(lines, "rinha_processor_state_seconds") < 600, lines::toString);
      for (String name : List.of("latency", "state", "last_success")) {
        assertTrue(
            lines.stream()
                .anyMatch(
                    line ->
                        line.startsWith(
                            "rinha_processor_" + name + "_seconds{processor=\"default\"} ")),
            () -> name + " is not in\n" + String.join("\n", lines));
      }
    }
    String afterwards = text(metrics);
    assertTrue(afterwards.contains("rinha_store_up 0.0\n"), afterwards);
    assertFalse(afterwards.contains("rinha_store_accepted"), afterwards);
  }

  @Test
  void whatBecomesOfPaymentsIsMeasured() {
    var processor = new InMemoryProcessor();
    Map<String, Fee> fees = Map.of("dear", Fee.parse("0.15"), "cheap", Fee.parse("0.05"));
    var metrics = new PaymentMetrics(fees);
    var router =
        PaymentRouter.builder(new MemoryStore())
            .processor(ProcessorSettings.of("dear", Fee.parse("0.15")), processor)
            .observer(metrics)
            .build();
    try (router) {
      router.start();
      for (int i = 0; i < 3; i++) {
        router.accept(new UUID(1, i), Money.parse("10.00"));
      }
      await(metrics, "rinha_settled_total{processor=\"dear\"} 3.0");
      List<String> lines = text(metrics).lines().toList();
      for (String line :
          List.of(
              "rinha_settlement_seconds_count 3",
              "rinha_queue_wait_seconds_count 3",
              "rinha_attempt_seconds_count{outcome=\"executed\",processor=\"dear\"} 3")) {
        assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
      }
      assertEquals(4.5, number(lines, "rinha_fees_total{processor=\"dear\"}"), 1e-9);
      assertEquals(1.5, number(lines, "rinha_fees_cheapest_total"), 1e-9);
    }
  }

  private static double number(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void requestsAreMeasuredByRouteAndStatus() {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      service.post("/payments", PAYMENT.formatted("1"));
      service.post("/payments", "{");
      service.get("/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3");
      service.get("/payments");
      service.get("/nowhere/at/all");

      String metrics = service.get("/metrics").body();
      for (String labels :
          List.of(
              "route=\"/payments\",status=\"202\"",
              "route=\"/payments\",status=\"400\"",
              "route=\"/payments\",status=\"405\"",
              "route=\"/payments/{correlationId}\",status=\"404\"",
              "route=\"other\",status=\"404\"")) {
        String count = "rinha_http_request_seconds_count{" + labels + "} 1";
        assertTrue(metrics.contains(count), () -> count + " is not in\n" + metrics);
        String bucket = "rinha_http_request_seconds_bucket{" + labels + ",le=\"+Inf\"} 1";
        assertTrue(metrics.contains(bucket), () -> bucket + " is not in\n" + metrics);
      }
    }
  }

  /** They once were in no histogram. */
  @Test
  void requestsThatAreRefusedBeforeTheyAreHandledAreMeasured() {
    CountDownLatch summing = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    try (var service =
        RunningService.start(Map.of("mode", "worker", "server.max-concurrent-requests", "1"))) {
      service.beforeSummary =
          () -> {
            summing.countDown();
            awaitUninterruptibly(seen);
          };
      var first = CompletableFuture.supplyAsync(() -> service.get("/payments-summary"));
      awaitUninterruptibly(summing);
      assertEquals(503, service.get("/payments-summary").statusCode());
      seen.countDown();
      assertEquals(200, first.join().statusCode());

      assertTrue(service.raw("no request\r\n\r\n").startsWith("HTTP/1.1 400 "));
      String metrics = service.get("/metrics").body();
      for (String labels :
          List.of("route=\"/payments-summary\",status=\"503\"", "route=\"none\",status=\"400\"")) {
        assertTrue(metrics.contains("rinha_http_request_seconds_count{" + labels + "} "), metrics);
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void openMetricsAreForWhoeverAsksForThem() throws Exception {
    try (var service = RunningService.start(Map.of("mode", "api"))) {
      HttpResponse<String> metrics =
          service.send(
              "GET",
              "/metrics",
              HttpRequest.BodyPublishers.noBody(),
              "Accept",
              "application/openmetrics-text; version=1.0.0");
      assertEquals(
          "application/openmetrics-text; version=1.0.0; charset=utf-8",
          metrics.headers().firstValue("Content-Type").orElse(""));
      assertTrue(metrics.body().endsWith("# EOF\n"), metrics.body());
    }
  }

  @Test
  void sourcesThatWaitForASilentStoreDoSoAtTheSameTime() {
    CountDownLatch asked = new CountDownLatch(2);
    MetricsSource one = waiting("one", asked);
    MetricsSource other = waiting("other", asked);

    List<String> lines = text(MetricsSource.all(one, other)).lines().toList();

    assertTrue(lines.containsAll(List.of("one 1.0", "other 1.0")), lines::toString);
  }

  /** Tells whether everybody was asked before the first had to answer. */
  private static MetricsSource waiting(String name, CountDownLatch asked) {
    return now -> {
      asked.countDown();
      try {
        boolean together = asked.await(10, TimeUnit.SECONDS);
        now.gauge(name, "Whether.").value(together ? 1 : 0);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static double seconds(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String text(MetricsSource source) {
    Measurements now = new Measurements();
    source.describe(now);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, now.complete(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void await(MetricsSource source, String line) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!text(source).lines().toList().contains(line)) {
      assertTrue(System.nanoTime() < end, () -> line + " is not in\n" + text(source));
      Thread.onSpinWait();
    }
  }
}
