package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Which processors there are and what they charge is configuration; the code knows none of them.
 */
final class ProcessorsAreConfigurationTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  @Test
  void turningTheFeesRoundTurnsTheRoutingRound() {
    try (Stack stack =
            Stack.of(ProcessorsAreConfigurationTest.class)
                .fee("default", "0.15")
                .fee("fallback", "0.05")
                .start();
        Payments payments = stack.load(100)) {
      awaitExecuted(stack, "fallback", 50);
      finish(stack, payments);

      assertEquals(0, executed(stack, "default"));
    }
  }

  @Test
  void thirdProcessorNeedsNoCode() {
    try (Stack stack =
            Stack.of(ProcessorsAreConfigurationTest.class)
                .fee("third", "0.02")
                .flag("routing.patience", "0s")
                .start();
        Payments payments = stack.load(100)) {
      awaitExecuted(stack, "third", 50);
      assertEquals(0, executed(stack, "default"));

      stack.processor("third").failing(true);
      awaitExecuted(stack, "default", 50);
      finish(stack, payments);

      assertEquals(0, executed(stack, "fallback"));
    }
  }

  private static void awaitExecuted(Stack stack, String processor, int count) {
    Waiting.until(
        () -> executed(stack, processor) >= count,
        BOUND,
        () -> "only " + executed(stack, processor) + " at " + processor);
  }

  private static int executed(Stack stack, String processor) {
    return stack.processor(processor).payments().size();
  }

  /** All is executed once, and every summary agrees with each of the processors. */
  private static void finish(Stack stack, Payments payments) {
    payments.finish(BOUND);
    Examination examination = stack.examination("api-1");
    examination.drained(BOUND);
    examination.passes(payments);
  }
}
