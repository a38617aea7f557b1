package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultPlan;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way between worker and processors is bad, or the processors are too slow for it. */
final class BadNetworkTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  /** 2 % of the answers are lost, one way or another, and 1 % of the requests. */
  private static final FaultPlan BAD =
      new FaultPlan(
          Map.of(
              Fault.STALL_AFTER_FORWARD, 8,
              Fault.HALF_CLOSE, 6,
              Fault.CUT_RESPONSE, 6,
              Fault.RESET_AFTER_FORWARD, 10,
              Fault.RESET_BEFORE_FORWARD, 10,
              Fault.STALL_BEFORE_FORWARD, 5,
              Fault.RESET_ON_ACCEPT, 10),
          0);

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack =
        Stack.of(BadNetworkTest.class)
            .gateways(2)
            .workers(2)
            .flag("execution.claim-timeout", "2s")
            .flag("processors.default.response-timeout", "500ms")
            .flag("processors.fallback.response-timeout", "500ms")
            .flag("routing.patience", "2s")
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
  void faultyNetworkLosesAndDoublesNothing() {
    stack.network(BAD);
    try (Payments payments = stack.load(200)) {
      Waiting.pass(Duration.ofSeconds(5));
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      examination.drained(BOUND);
      examination.passes(payments);

      long spoiled =
          stack.proxies().values().stream()
              .mapToLong(proxy -> BAD.permille().keySet().stream().mapToLong(proxy::count).sum())
              .sum();
      assertTrue(spoiled > 10, () -> "only " + spoiled + " requests were spoiled");
    }
  }

  @Test
  void slowerThanTheClientTimeoutIsNotPaidTwice() {
    stack.cheapProcessor().delay(Duration.ofMillis(1_800));
    try (Payments payments = stack.load(50)) {
      Waiting.pass(Duration.ofSeconds(4));
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      examination.drained(BOUND);
      examination.passes(payments);
      assertEquals(payments.offered().size(), payments.accepted().size());
    }
  }
}
