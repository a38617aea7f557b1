package dev.rinha.cli.process;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.FaultProxy;
import dev.rinha.core.faults.FaultProxy.Intercept;
import dev.rinha.core.faults.RawServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Something between worker and processor answers, with nothing promised about the processors. */
final class InBetweenTest {

  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final String PAGE = "<html>maintenance</html>";

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = Stack.of(InBetweenTest.class).withoutPromises().flag("routing.patience", "1s").start();
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
  void maintenancePageSettlesNothing() {
    everyPaymentIsExecutedOnceWhile(
        new Intercept("", false, RawServer.response(200, "Content-Type: text/html\r\n", PAGE)));
  }

  @ParameterizedTest
  @CsvSource({"301, false", "401, false", "403, false", "404, true", "405, false"})
  void refusalOnTheWayKillsNoPayment(int status, boolean forwards) {
    everyPaymentIsExecutedOnceWhile(
        new Intercept("POST", forwards, RawServer.response(status, "", "")));
    assertEquals(0, stack.store().ledger().census().dead());
  }

  @ParameterizedTest
  @CsvSource({"500", "503"})
  void failureAfterTheRequestWasPassedOnIsNotPaidTwice(int status) {
    everyPaymentIsExecutedOnceWhile(
        new Intercept("POST", true, RawServer.response(status, "", "")));
  }

  private static void everyPaymentIsExecutedOnceWhile(Intercept intercept) {
    FaultProxy toDefault = requireNonNull(stack.proxies().get("default"));
    try (Payments payments = stack.load(60)) {
      Waiting.pass(Duration.ofMillis(500));
      toDefault.intercept(intercept);
      Waiting.until(() -> down("default"), BOUND, () -> "default does not count as down");
      Waiting.pass(Duration.ofSeconds(2));
      toDefault.passOn();
      Waiting.until(() -> !down("default"), BOUND, () -> "default still counts as down");
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      examination.drained(BOUND);
      examination.passes(payments);
      assertTrue(payments.accepted().size() > 100, () -> "only " + payments.accepted().size());
    }
  }

  private static boolean down(String processor) {
    return metrics().contains("rinha_processor_down{processor=\"" + processor + "\"} 1");
  }

  private static String metrics() {
    try {
      return stack.http().get(stack.url("worker-1").resolve("/metrics")).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
