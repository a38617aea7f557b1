package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real Redis that comes back without the last that it had confirmed, as after a crash with {@code
 * appendfsync everysec}, or as a replica that lagged. What was sent to one processor by then would
 * be sent to the other one now: the first one fails.
 */
class StoreWentBackTest {

  private static final int PER_SECOND = 80;
  private static final Duration WHILE = Duration.ofSeconds(2);

  /** How long after its acceptance a client may hear of it. */
  private static final Duration HEARD = Duration.ofSeconds(5);

  private static final Duration BOUND = Duration.ofSeconds(90);

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack =
        Stack.of(StoreWentBackTest.class)
            .workers(2)
            .flag("execution.claim-timeout", "2s")
            .flag("execution.in-doubt-bound", "5s")
            .flag("processors.default.response-timeout", "2s")
            .flag("processors.fallback.response-timeout", "2s")
            .flag("processors.default.look-up-lag", "0s")
            .flag("processors.fallback.look-up-lag", "0s")
            .start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void reset() {
    stack.reset();
    stack.cheapProcessor().delay(Duration.ofMillis(100));
  }

  @Test
  void nothingIsExecutedTwiceWhenRedisComesBackWithoutItsLastSecond() {
    try (Payments payments = stack.load(PER_SECOND)) {
      goBack(Duration.ofSeconds(1), () -> {});

      Waiting.pass(WHILE);
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      examination.drained(BOUND);
      examination.nothingIsThereTwice(payments, _ -> true);
    }
  }

  @Test
  void whatClientsRepeatIsExecutedOnceWhenAReplicaTakesOverThatIsThreeSecondsBehind() {
    try (Payments payments = stack.load(PER_SECOND)) {
      Lost lost = goBack(Duration.ofSeconds(3), () -> {});

      payments.repeatAccepted(lost.from(), lost.to());
      settlesAndPasses(payments);
    }
  }

  @Test
  void whatOnlyDeadWorkersKnowIsAskedForAtEveryProcessor() {
    try (Payments payments = stack.load(PER_SECOND)) {
      Lost lost =
          goBack(
              Duration.ofSeconds(1),
              () -> {
                stack.kill("worker-1");
                stack.kill("worker-2");
              });

      payments.repeatAccepted(lost.from(), lost.to());
      settlesAndPasses(payments);
    }
  }

  /** Whatever clients heard to be accepted meanwhile may be lost. */
  private record Lost(Instant from, Instant to) {}

  private static Lost goBack(Duration lost, Runnable meanwhile) {
    Waiting.pass(WHILE);
    Instant then = Instant.now();
    long bytes = stack.redis().writtenBytes();
    Waiting.pass(lost);
    assertTrue(stack.redis().writtenBytes() > bytes, "nothing to lose");
    stack.redis().killAndLoseAfter(bytes);
    meanwhile.run();
    stack.cheapProcessor().failing(true);
    stack.redis().start();
    Instant heard = Instant.now().plus(HEARD);
    stack.startAll();
    Waiting.pass(WHILE);
    stack.cheapProcessor().failing(false);
    return new Lost(then.minusSeconds(1), heard);
  }

  private static void settlesAndPasses(Payments payments) {
    Waiting.pass(WHILE);
    payments.finish(BOUND);
    Examination examination = stack.examination("api-1");
    examination.drained(BOUND);
    examination.nothingIsThereTwice(payments, _ -> false);
  }
}
