package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How a monitor weighs what a processor says of itself against its own experience. */
final class HealthReportTest {

  private static final HealthReport FAILING = new HealthReport.Reported(true, 40);
  private static final HealthReport WORKING = new HealthReport.Reported(false, 40);
  private static final long NOW = 1_752_600_000_000L;

  private final ProcessorMonitor monitor =
      new ProcessorMonitor(
          ProcessorSettings.of("default", Fee.parse("0.05")), new SplittableRandom(1));

  private void attempt(Outcome outcome, long atMillis) {
    monitor.sent(atMillis);
    monitor.answered(outcome, 5, atMillis);
  }

  private void fail(long atMillis) {
    for (int i = 0; i < Circuit.FAILURES_TO_DOWN; i++) {
      attempt(new Outcome.Failed(500), atMillis);
    }
  }

  @Test
  void failingProcessorThatWasNotTriedGoesDown() {
    monitor.reported(FAILING, NOW - 1_000, NOW);

    assertTrue(monitor.down());
    assertEquals(NOW, monitor.downSinceMillis());
  }

  @Test
  void failingProcessorThatWorkedLongBeforeGoesDown() {
    attempt(new Outcome.Executed(), NOW - 10_000);

    monitor.reported(FAILING, NOW - 1_000, NOW);

    assertTrue(monitor.down());
  }

  @Test
  void oldReportTakesNothingDown() {
    monitor.reported(FAILING, NOW - HealthReport.BELIEVED_MILLIS - 1, NOW);

    assertFalse(monitor.down());
    assertEquals(0, monitor.latencyMillis());
  }

  @Test
  void reportOlderThanOurLatestSuccessTakesNothingDown() {
    attempt(new Outcome.Executed(), NOW - 100);

    monitor.reported(FAILING, NOW - 200, NOW);

    assertFalse(monitor.down());
  }

  @Test
  void reportThatContradictsPaymentsThatFlowTakesNothingDown() {
    for (long at = NOW; at < NOW + 20_000; at += 500) {
      attempt(new Outcome.Executed(), at);
      monitor.reported(FAILING, at + 10, at + 20);
      assertFalse(monitor.down());
    }
  }

  @Test
  void ownFailuresTakeItDownWhateverItSays() {
    monitor.reported(WORKING, NOW, NOW);

    fail(NOW);

    assertTrue(monitor.down());
  }

  @Test
  void goodReportMakesTheNextProbeDueAtOnceButDoesNotReplaceIt() {
    fail(NOW);
    assertFalse(monitor.probeDue(NOW + 10));

    monitor.reported(WORKING, NOW + 10, NOW + 10);

    assertTrue(monitor.down());
    assertTrue(monitor.probeDue(NOW + 10));
    attempt(new Outcome.Executed(), NOW + 10);
    assertFalse(monitor.down());
  }

  @Test
  void oldGoodReportChangesNothing() {
    fail(NOW);

    monitor.reported(WORKING, NOW - HealthReport.BELIEVED_MILLIS, NOW + 10);

    assertFalse(monitor.probeDue(NOW + 10));
  }

  @Test
  void reportOnAProcessorThatIsDownDoesNotPutOffItsProbes() {
    fail(NOW);
    long probeAt = monitor.changesAtMillis(NOW);

    monitor.reported(FAILING, NOW + 60, NOW + 60);

    assertEquals(probeAt, monitor.changesAtMillis(NOW));
    assertEquals(NOW, monitor.downSinceMillis());
  }

  @Test
  void silenceAndRefusalSayNothing() {
    monitor.reported(new HealthReport.Unreachable("reset"), NOW, NOW);
    monitor.reported(new HealthReport.Refused(), NOW, NOW);

    assertFalse(monitor.down());
  }
}
