package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.simulator.StoredPayment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes are asked to stop, Redis goes away, and everything is purged, all under load. */
final class StopTest {

  private static final int PER_SECOND = 200;
  private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration WHILE = Duration.ofMillis(1_500);
  private static final Duration BOUND = Duration.ofSeconds(15);
  private static final Duration AT_ONCE = Duration.ofMillis(1_500);
  private static final String PAYMENT = "{\"correlationId\":\"%s\",\"amount\":1.00}";

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack =
        Stack.of(StopTest.class)
            .gateways(2)
            .workers(2)
            .flag("execution.claim-timeout", CLAIM_TIMEOUT.toMillis() + "ms")
            .flag("server.shutdown-grace", GRACE.toMillis() + "ms")
            .start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void reset() {
    stack.reset();
  }

  @Test
  void sigtermStopsGracefullyWithExitZero() {
    stack.cheapProcessor().delay(Duration.ofMillis(200));
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      assertEquals(0, stack.process("worker-2").terminate(GRACE.plusSeconds(3)));
      assertEquals(0, stack.process("api-2").terminate(GRACE.plusSeconds(3)));
      Instant stoppedAt = Instant.now();

      // What the worker held was given back: nobody waits for its claims to time out.
      Waiting.until(
          () -> oldestUnfinished().isAfter(stoppedAt),
          CLAIM_TIMEOUT.dividedBy(4).plusSeconds(2),
          () -> "payments of the stopped worker wait: " + stack.store().ledger().census());
      // Nor need a reader of the books ask it any more.
      Waiting.until(
          () -> withoutWorker().isEmpty(),
          Duration.ofSeconds(10),
          () -> "summaries are said to lack what worker " + withoutWorker() + " knows");
      stack.start("api-2");
      settlesAndPasses(payments);
      assertFalse(
          stack.process("worker-2").output().contains("payments in flight"),
          "payments were left in doubt");
    }
  }

  private static Optional<String> withoutWorker() {
    try {
      HttpResponse<String> summary =
          stack.http().get(stack.url("api-1").resolve("/payments-summary"));
      assertEquals(200, summary.statusCode(), summary::body);
      return summary.headers().firstValue("Summary-Without-Worker");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant oldestUnfinished() {
    return Instant.ofEpochMilli(stack.store().ledger().census().oldestQueuedAtMillis());
  }

  @Test
  void redisAwayMeans503AtOnce() throws IOException {
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      stack.redis().kill();
      for (int i = 0; i < 10; i++) {
        refusedAtOnce();
      }
      assertFalse(stack.http().healthy(stack.url("api-1")), "healthy without a store");
      stack.redis().start();

      settlesAndPasses(payments);
      assertTrue(payments.slowestRefusal().compareTo(AT_ONCE) < 0, payments::toString);
    }
  }

  private static void refusedAtOnce() throws IOException {
    long start = System.nanoTime();
    HttpResponse<String> answer =
        stack
            .http()
            .post(stack.url("api-1").resolve("/payments"), PAYMENT.formatted(UUID.randomUUID()));
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertEquals(503, answer.statusCode(), answer::body);
    assertTrue(took.compareTo(AT_ONCE) < 0, () -> "took " + took.toMillis() + " ms");
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    assertEquals(
        Optional.of("application/problem+json"), answer.headers().firstValue("Content-Type"));
  }

  @Test
  void silentRedisMeans503WithinTheCommandTimeout() throws Exception {
    ProcessHandle redis = stack.redis().handle();
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      signal("-STOP", redis);
      Waiting.pass(Duration.ofMillis(2_500));
      signal("-CONT", redis);

      settlesAndPasses(payments);
      assertTrue(payments.refusals() > 0, "nobody noticed the silence");
      assertTrue(
          payments.slowestRefusal().compareTo(Duration.ofSeconds(2)) < 0,
          () -> "somebody waited " + payments.slowestRefusal());
    }
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  @Test
  void purgeUnderLoadLeavesNothingBehind() {
    stack.cheapProcessor().delay(Duration.ofMillis(100));
    try (Payments payments = Payments.to(stack.gateways(), PER_SECOND, System.nanoTime())) {
      Waiting.pass(WHILE);
      Instant before = Instant.now();
      stack.purge();
      Instant after = Instant.now();
      Waiting.pass(WHILE);
      payments.finish(BOUND);
      stack.examination("api-1").drained(BOUND);

      Map<UUID, StoredPayment> executed =
          stack.cheapProcessor().payments().stream()
              .collect(Collectors.toMap(StoredPayment::correlationId, Function.identity()));
      long kept = 0;
      for (Payments.Accepted payment : payments.accepted()) {
        var record = stack.store().ledger().find(payment.id());
        kept += record.isPresent() ? 1 : 0;
        if (payment.offeredAt().isAfter(after)) {
          assertTrue(record.isPresent(), () -> payment + " came after the purge and is gone");
        } else if (payment.acceptedAt().isBefore(before)) {
          assertTrue(record.isEmpty(), () -> "the purge left " + record);
        }
        if (record.isPresent()) {
          assertTrue(record.get().state() instanceof PaymentState.Settled, record::toString);
          assertTrue(executed.containsKey(payment.id()), () -> payment + " was not executed");
        } else if (executed.containsKey(payment.id())) {
          assertTrue(
              executed.get(payment.id()).insertedAt().isBefore(after.plusSeconds(2)),
              () -> payment + " was executed long after it was purged");
        }
      }
      Census census = stack.store().ledger().census();
      assertTrue(census.conserved(), census::toString);
      assertEquals(kept, census.settled(), census::toString);
      assertEquals(0, census.dead(), census::toString);
    }
  }

  private static void settlesAndPasses(Payments payments) {
    Waiting.pass(WHILE);
    payments.finish(BOUND);
    Examination examination = stack.examination("api-1");
    examination.drained(BOUND);
    examination.passes(payments);
  }
}
