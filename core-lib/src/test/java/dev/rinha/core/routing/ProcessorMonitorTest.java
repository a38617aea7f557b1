package dev.rinha.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProcessorMonitorTest {

  private static final long NOW = 1_752_600_000_000L;
  private static final long PROBE_MILLIS = 2 * ProcessorMonitor.PROBE_INTERVAL_MILLIS;
  private static final Outcome FAILED = new Outcome.Failed(500);
  private static final Outcome EXECUTED = new Outcome.Executed();

  private final ProcessorMonitor monitor = monitor(100);

  @Test
  void countsAsWorkingWhileNothingIsKnown() {
    assertTrue(monitor.able(NOW));
    assertFalse(monitor.down());
  }

  @Test
  void isDownAfterAFewFailuresInARow() {
    attempt(FAILED, NOW);
    attempt(FAILED, NOW);
    attempt(EXECUTED, NOW);
    attempt(FAILED, NOW);
    attempt(FAILED, NOW);
    assertFalse(monitor.down());

    attempt(FAILED, NOW);
    assertTrue(monitor.down());
    assertFalse(monitor.able(NOW + 1_000_000));
  }

  @Test
  void tellsSinceWhenItIsDownOrWorksAgain() {
    attempt(EXECUTED, NOW - 5);
    assertEquals(0, monitor.upSinceMillis());

    goDown();
    assertEquals(NOW, monitor.downSinceMillis());
    assertEquals(NOW - 5, monitor.workedAtMillis());

    long due = monitor.changesAtMillis(NOW);
    attempt(EXECUTED, due);
    assertEquals(due, monitor.upSinceMillis());
    assertEquals(due, monitor.workedAtMillis());
  }

  @Test
  void rejectionIsTheAnswerOfAWorkingProcessor() {
    goDown();
    attempt(new Outcome.Rejected(400, "no"), NOW);

    assertFalse(monitor.down());
  }

  @Test
  void isProbedAtAPaceWhileDown() {
    goDown();
    assertFalse(monitor.probeDue(NOW));
    long due = monitor.changesAtMillis(NOW);
    assertTrue(monitor.probeDue(due));

    monitor.sent(due);
    assertFalse(monitor.probeDue(due));
    assertTrue(monitor.probeDue(due + PROBE_MILLIS));
  }

  @Test
  void slowFailuresDoNotHideTheRecovery() {
    goDown();
    long answersTake = 5_000;
    long longestPause = 0;
    long last = NOW;
    Deque<Long> out = new ArrayDeque<>();
    for (long now = NOW; now < NOW + 60_000; now++) {
      if (!out.isEmpty() && out.peek() + answersTake == now) {
        out.remove();
        monitor.answered(FAILED, answersTake, now);
      }
      if (monitor.probeDue(now)) {
        monitor.sent(now);
        out.add(now);
        longestPause = Math.max(longestPause, now - last);
        last = now;
      }
    }

    assertTrue(longestPause < 1_000, "not probed for " + longestPause + " ms");
  }

  @Test
  void onlyAHandfulOfProbesIsOut() {
    goDown();
    long now = NOW;
    for (int i = 0; i < ProcessorMonitor.MAX_PROBES; i++) {
      now += 5 * PROBE_MILLIS;
      assertTrue(monitor.probeDue(now));
      monitor.sent(now);
    }

    assertFalse(monitor.probeDue(now + 1_000_000));
    assertEquals(Long.MAX_VALUE, monitor.changesAtMillis(now));
  }

  /** The simulation found this: probes went out beyond the bound. */
  @Test
  void probesCountAgainstTheBoundOnWhatIsInFlight() {
    ProcessorMonitor narrow = monitor(2);
    narrow.sent(NOW);
    narrow.sent(NOW);
    narrow.reported(new HealthReport.Reported(true, 0), NOW, NOW);

    assertFalse(narrow.probeDue(NOW + PROBE_MILLIS));
    assertEquals(Long.MAX_VALUE, narrow.changesAtMillis(NOW));
    narrow.answered(FAILED, 10, NOW);
    assertTrue(narrow.probeDue(NOW + PROBE_MILLIS));
  }

  @Test
  void recoversWithTheFirstSuccess() {
    goDown();
    monitor.sent(NOW + PROBE_MILLIS);
    monitor.answered(EXECUTED, 5, NOW + PROBE_MILLIS);

    assertTrue(monitor.able(NOW + PROBE_MILLIS));
    assertTrue(monitor.limit(NOW + PROBE_MILLIS) < 100, "a backlog is no stampede");
    assertEquals(100, monitor.limit(NOW + 10_000));
  }

  @Test
  void throttlingLowersWhatIsInFlightAndWaits() {
    monitor.sent(NOW);
    monitor.sent(NOW);
    monitor.answered(new Outcome.Throttled(300), 1, NOW);

    assertTrue(monitor.limit(NOW) <= 2);
    assertFalse(monitor.able(NOW + 299));
    assertEquals(NOW + 300, monitor.changesAtMillis(NOW));
  }

  @Test
  void takesTheProcessorsWordForItsFailing() {
    monitor.reported(new HealthReport.Reported(true, 0), NOW, NOW);
    assertTrue(monitor.down());

    monitor.reported(new HealthReport.Reported(false, 0), NOW + 5, NOW + 5);
    assertTrue(monitor.down(), "that it does not fail is for a payment to show");
    assertTrue(monitor.probeDue(NOW + 5));
  }

  @Test
  void unusableHealthReportChangesNothing() {
    monitor.reported(new HealthReport.Unreachable("no connection"), NOW, NOW);
    monitor.reported(new HealthReport.Refused(), NOW, NOW);

    assertTrue(monitor.able(NOW));
  }

  @Test
  void sendThatDidNotLeaveIsNotHeldAgainstIt() {
    for (int i = 0; i < 10; i++) {
      monitor.sent(NOW);
      monitor.notSent();
    }

    assertEquals(0, monitor.inFlight());
    assertTrue(monitor.able(NOW));
  }

  private void goDown() {
    for (int i = 0; i < ProcessorMonitor.FAILURES_TO_DOWN; i++) {
      attempt(FAILED, NOW);
    }
  }

  private void attempt(Outcome outcome, long nowMillis) {
    monitor.sent(nowMillis);
    monitor.answered(outcome, 10, nowMillis);
  }

  private static ProcessorMonitor monitor(int maxInFlight) {
    return new ProcessorMonitor(
        ProcessorSettings.of("default", Fee.parse("0.05")).withMaxInFlight(maxInFlight),
        new SplittableRandom(1));
  }
}
