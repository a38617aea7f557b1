package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HealthCallTest {

  private static final String HEALTH = "/payments/service-health";
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2025-07-15T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

  @Test
  void oneIsAnsweredTwoAreHeldTheRestGet429() throws Exception {
    try (var processor = ProcessorSimulator.builder().clock(clock).start();
        var caller = new Caller(processor)) {
      assertEquals(200, caller.get(HEALTH).statusCode());
      List<CompletableFuture<HttpResponse<String>>> more =
          Stream.generate(() -> caller.getAsync(HEALTH)).limit(4).toList();
      Eventually.holds(() -> answered(more, 429) == 2, processor::counts);
      assertEquals(0, answered(more, 200));

      processor.failing(true);
      now.updateAndGet(instant -> instant.plus(WINDOW));
      Eventually.holds(() -> answered(more, 200) == 1, processor::counts);
      now.updateAndGet(instant -> instant.plus(WINDOW));
      Eventually.holds(() -> answered(more, 200) == 2, processor::counts);

      assertEquals(3, processor.counts().healthServed());
      assertEquals(2, processor.counts().healthRejected());
      assertEquals(2, more.stream().filter(HealthCallTest::saysFailing).count());
    }
  }

  @Test
  void a429SaysWhenToComeBack() throws Exception {
    try (var processor = ProcessorSimulator.builder().clock(clock).start();
        var caller = new Caller(processor)) {
      List<CompletableFuture<HttpResponse<String>>> calls =
          Stream.generate(() -> caller.getAsync(HEALTH)).limit(4).toList();
      Eventually.holds(() -> answered(calls, 429) == 1, processor::counts);

      HttpResponse<String> refused = caller.get(HEALTH);
      assertEquals(429, refused.statusCode());
      assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
    }
  }

  private static long answered(List<CompletableFuture<HttpResponse<String>>> calls, int status) {
    return calls.stream()
        .filter(call -> call.isDone() && call.join().statusCode() == status)
        .count();
  }

  /** The settings at the moment of the answer, not of the call. */
  private static boolean saysFailing(CompletableFuture<HttpResponse<String>> call) {
    return call.join().body().equals("{\"failing\":true,\"minResponseTime\":0}");
  }
}
