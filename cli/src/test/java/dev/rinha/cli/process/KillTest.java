package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each process dies once, by {@code kill -9}, in the middle of the load. */
final class KillTest {

  private static final int PER_SECOND = 200;
  private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration WHILE = Duration.ofMillis(1_500);
  private static final Duration DEAD = Duration.ofMillis(500);
  private static final Duration BOUND = Duration.ofSeconds(15);

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack =
        Stack.of(KillTest.class)
            .gateways(2)
            .workers(2)
            .flag("execution.claim-timeout", CLAIM_TIMEOUT.toMillis() + "ms")
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
  void acceptedPaymentSurvivesWorkerKill() {
    stack.cheapProcessor().delay(Duration.ofMillis(100));
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      stack.kill("worker-1");
      stack.kill("worker-2");
      Waiting.pass(DEAD);
      stack.start("worker-1");

      settlesAndPasses(payments);
      assertEquals(0, payments.refusals(), "the gateway goes on without a worker");
    }
  }

  @Test
  void acceptedPaymentSurvivesApiKill() {
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      stack.kill("api-1");
      Waiting.pass(DEAD);
      stack.start("api-1");

      settlesAndPasses(payments);
      assertTrue(payments.silences() > 0, "nobody noticed the kill");
    }
  }

  @Test
  void acceptedPaymentSurvivesRedisKill() {
    stack.cheapProcessor().delay(Duration.ofMillis(50));
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      stack.redis().kill();
      Waiting.pass(DEAD);
      stack.redis().start();

      settlesAndPasses(payments);
      assertTrue(payments.refusals() > 0, "nobody noticed the kill");
    }
  }

  @Test
  void livingWorkerTakesOverFromKilledWorker() {
    stack.cheapProcessor().delay(Duration.ofMillis(200));
    try (Payments payments = stack.load(PER_SECOND)) {
      Waiting.pass(WHILE);

      stack.kill("worker-1");
      Instant killedAt = Instant.now();
      // Claims are inspected four times per timeout; then an attempt is looked into and repeated.
      Waiting.until(
          () -> oldestUnfinished().isAfter(killedAt),
          CLAIM_TIMEOUT.plus(CLAIM_TIMEOUT.dividedBy(4)).plusSeconds(3),
          () -> "payments of the killed worker wait: " + stack.store().ledger().census());

      payments.finish(BOUND);
      Examination examination = stack.examination("worker-2");
      examination.drained(BOUND);
      examination.passes(payments);
    }
  }

  private static Instant oldestUnfinished() {
    return Instant.ofEpochMilli(stack.store().ledger().census().oldestQueuedAtMillis());
  }

  @Test
  void twoWorkersNeverExecuteTheSamePaymentTwice() {
    var before = stack.cheapProcessor().counts();
    try (Payments payments = stack.load(2 * PER_SECOND)) {
      settlesAndPasses(payments);

      var after = stack.cheapProcessor().counts();
      assertEquals(before.duplicates(), after.duplicates(), "a payment was sent twice");
      assertEquals(payments.accepted().size(), after.received() - before.received());
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
