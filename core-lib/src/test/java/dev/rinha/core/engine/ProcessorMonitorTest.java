package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.Outages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProcessorMonitorTest {

  private static final long NOW = 1_752_600_000_000L;
  private static final long PROBE_MILLIS = 2 * Circuit.PROBE_INTERVAL_MILLIS;
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
    for (int i = 0; i < Circuit.MAX_PROBES; i++) {
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

  // --- how fast and how many

  @Test
  void sendsAreSpreadOverTheTimeOfOneAnswerWithATenthAsBurst() {
    long now = steady(1_000);

    int burst = 0;
    for (; monitor.able(now); burst++) {
      monitor.sent(now);
    }

    assertEquals(11, burst, "a tenth of the hundred that may be out, and the one that is due");
    assertEquals(now + 10, monitor.changesAtMillis(now));
    assertFalse(monitor.able(now + 9));
    assertTrue(monitor.able(now + 10));
  }

  @Test
  void latencyIsSmoothedButTheOneToComeFollowsWhatWasSentLast() {
    long now = steady(100);
    assertEquals(100, monitor.latencyMillis());

    monitor.sent(now);
    monitor.answered(EXECUTED, 200, now + 200);
    assertEquals(110, monitor.latencyMillis(), 0.001);
    assertEquals(130, monitor.expectedLatencyMillis(now + 200));

    monitor.sent(now);
    monitor.answered(EXECUTED, 5_000, now + 201);
    assertEquals(130, monitor.expectedLatencyMillis(now + 201), "it was sent before");
  }

  @Test
  void whatItSaysOfItsLatencyCountsUntilItHasAnswered() {
    monitor.reported(new HealthReport.Reported(false, 40), NOW, NOW);
    assertEquals(40, monitor.expectedLatencyMillis(NOW));
    assertEquals(40, monitor.latencyMillis());

    attempt(EXECUTED, NOW);
    monitor.reported(new HealthReport.Reported(false, 90), NOW, NOW);
    assertEquals(10, monitor.latencyMillis());
  }

  @Test
  void whileNoneAnswersAnAnswerTakesAsLongAsTheSilence() {
    monitor.sent(NOW);
    monitor.sent(NOW + 100);
    assertEquals(500, monitor.expectedLatencyMillis(NOW + 500));

    monitor.answered(EXECUTED, 10, NOW + 600);
    assertEquals(400, monitor.expectedLatencyMillis(NOW + 1_000));
  }

  @Test
  void backlogDrainsAtTheRateOfWhatMayBeInFlight() {
    long now = steady(1_000);

    assertEquals(500, monitor.expectedDrainMillis(new Backlog(50, 0, 0), now));
    assertEquals(1_000, monitor.expectedDrainMillis(new Backlog(50, 50, 2_000), now), "half");
    assertEquals(600, monitor.expectedDrainMillis(new Backlog(50, 50, 100), now), "as the oldest");
    assertEquals(2_500, monitor.expectedDrainMillis(new Backlog(50, 100, 2_000), now), "never");
  }

  @Test
  void backlogOfAProcessorThatIsDownAlsoWaitsForItsRamp() {
    long now = steady(1_000);
    for (int i = 0; i < Circuit.FAILURES_TO_DOWN; i++) {
      attempt(FAILED, now);
    }

    // 16 in flight doubled each 100 ms: after 166 ms five payments of a second each were let in.
    assertEquals(166, monitor.expectedDrainMillis(new Backlog(5, 0, 0), now));
    assertEquals(5_000, monitor.expectedDrainMillis(new Backlog(500, 0, 0), now));
  }

  @Test
  void moreMayBeInFlightTheLongerItWorksAgain() {
    goDown();
    attempt(EXECUTED, 0, NOW);

    assertEquals(16, monitor.limit(NOW));
    assertEquals(32, monitor.limit(NOW + 100));
    assertEquals(64, monitor.limit(NOW + 200));
    assertEquals(100, monitor.limit(NOW + 300));
    assertEquals(NOW + 310, monitor.changesAtMillis(NOW + 300), "it still grows");
    attempt(EXECUTED, 0, NOW + 300);
    assertEquals(Long.MAX_VALUE, monitor.changesAtMillis(NOW + 300));
  }

  @Test
  void resumedProcessorIsTakenUpAsAfterAnOutage() {
    monitor.pause(NOW - 5);
    assertEquals(NOW - 5, monitor.downSinceMillis());
    assertEquals(Long.MAX_VALUE, monitor.changesAtMillis(NOW));

    monitor.resume(NOW);

    assertEquals(NOW, monitor.upSinceMillis());
    assertEquals(16, monitor.limit(NOW));
  }

  @Test
  void outageBeganWithWhicheverCameFirstPauseOrFailure() {
    goDown();
    assertEquals(NOW, monitor.downSinceMillis());
    monitor.pause(NOW + 5);
    assertEquals(NOW, monitor.downSinceMillis());
    monitor.pause(NOW - 5);
    assertEquals(NOW - 5, monitor.downSinceMillis());
  }

  @Test
  void lastOutagesAreRememberedAndNoMore() {
    for (int outage = 1; outage <= Outages.KEPT + 1; outage++) {
      goDown();
      attempt(EXECUTED, NOW + outage);
    }

    assertEquals(Outages.KEPT, monitor.endedOutagesMillis().size());
    assertEquals(2, monitor.endedOutagesMillis().iterator().next());
  }

  @Test
  void ceilingFallsOncePerStepAndRisesWhileItHoldsPaymentsBack() {
    sent(50);
    monitor.answered(new Outcome.Throttled(0), 1, NOW);
    assertEquals(35, monitor.limit(NOW), "seven tenths of what was in flight");
    assertEquals(150, monitor.throttledMillis(NOW), "at least");
    monitor.answered(new Outcome.Throttled(10_000), 1, NOW + 199);
    assertEquals(35, monitor.limit(NOW + 199), "not twice for one burst");
    assertEquals(1_500, monitor.throttledMillis(NOW + 199), "at most");
    monitor.answered(new Outcome.Throttled(0), 1, NOW + 200);
    assertEquals(24, monitor.limit(NOW + 200));

    monitor.answered(EXECUTED, 1, NOW + 201);
    assertEquals(25, monitor.limit(NOW + 201));
    for (int i = 0; i < 40; i++) {
      monitor.answered(EXECUTED, 1, NOW + 202);
    }
    assertEquals(37, monitor.limit(NOW + 202), "until it holds nothing back any more");
  }

  @Test
  void largeCeilingRisesAFifthPerAnswerUpToWhatIsConfigured() {
    sent(100);
    monitor.answered(new Outcome.Throttled(0), 1, NOW);
    assertEquals(70, monitor.limit(NOW));

    for (int i = 0; i < 6; i++) {
      monitor.sent(NOW);
      monitor.answered(EXECUTED, 1, NOW);
    }
    assertEquals(71, monitor.limit(NOW));
    for (int i = 0; i < 500; i++) {
      monitor.sent(NOW);
      monitor.answered(EXECUTED, 1, NOW);
    }
    assertEquals(100, monitor.limit(NOW));
  }

  @Test
  void answersCloseToTheirTimeoutLowerTheCeiling() {
    ProcessorMonitor slow =
        new ProcessorMonitor(
            ProcessorSettings.of("slow", Fee.parse("0.05"))
                .withMaxInFlight(100)
                .withResponseTimeoutMillis(1_000),
            new SplittableRandom(1));
    slow.sent(NOW);
    slow.answered(EXECUTED, 800, NOW + 800);
    assertEquals(100, slow.limit(NOW + 800));

    slow.sent(NOW);
    slow.answered(EXECUTED, 820, NOW + 820);
    assertEquals(1, slow.limit(NOW + 820), "seven tenths of what was in flight, and one at least");
  }

  // --- when it is asked

  @Test
  void avoidedProcessorIsMeasuredWhenNothingWasSentForAWhile() {
    attempt(EXECUTED, 0, NOW);
    assertFalse(monitor.measurementDue(NOW + 149));
    assertTrue(monitor.measurementDue(NOW + 150));

    monitor.sent(NOW + 150);
    monitor.sent(NOW + 150);
    assertEquals(NOW + 150 + 225, monitor.measureAtMillis(), "the more are out the later");
    monitor.pause(NOW);
    assertFalse(monitor.measurementDue(NOW + 1_000));
  }

  @Test
  void probesFollowMoreSlowlyTheMoreAreOut() {
    ProcessorMonitor regular =
        new ProcessorMonitor(ProcessorSettings.of("default", Fee.parse("0.05")), () -> 0L);
    for (int i = 0; i < Circuit.FAILURES_TO_DOWN; i++) {
      regular.sent(NOW);
      regular.answered(FAILED, 1, NOW);
    }
    assertEquals(NOW + 75, regular.changesAtMillis(NOW));

    regular.sent(NOW + 75);
    assertEquals(NOW + 75 + 75 + 37, regular.changesAtMillis(NOW + 75));
    assertFalse(regular.probeDue(NOW + 186));
    assertTrue(regular.probeDue(NOW + 187));
    regular.sent(NOW + 187);
    assertEquals(NOW + 187 + 75 + 75, regular.changesAtMillis(NOW + 187));
  }

  @Test
  void paymentsThatLeaveMakeTheNextProbeDue() {
    goDown();
    divert(3);
    assertFalse(monitor.probeDue(NOW));
    divert(1);
    assertTrue(monitor.probeDue(NOW));

    monitor.sent(NOW);
    divert(7);
    assertFalse(monitor.probeDue(NOW), "with one out it takes twice as many");
    divert(1);
    assertTrue(monitor.probeDue(NOW));
    monitor.sent(NOW);
    divert(8);
    monitor.notSent();
    assertTrue(monitor.probeDue(NOW), "one that did not leave is not out");
    monitor.answered(FAILED, 1, NOW);
    assertEquals(0, monitor.inFlight());
  }

  @Test
  void anotherThatWorksAgainMakesTheNextProbeDue() {
    goDown();
    assertFalse(monitor.probeDue(NOW));
    monitor.othersWork(NOW);
    assertTrue(monitor.probeDue(NOW));
  }

  @Test
  void itsNotThereIsWorthNothingForTenSecondsAfterSomethingElseHasAnswered() {
    assertFalse(monitor.intercepted(NOW));
    attempt(new Outcome.Intercepted("status 401"), NOW);
    assertTrue(monitor.intercepted(NOW + 1_000_000), "until it has executed something");
    attempt(EXECUTED, NOW);
    assertTrue(monitor.intercepted(NOW + 9_999));
    assertFalse(monitor.intercepted(NOW + 10_000));
  }

  @Test
  void reportIsBelievedForThreeSecondsAndOnlyWhereNoSuccessIsNearby() {
    attempt(EXECUTED, NOW);
    HealthReport failing = new HealthReport.Reported(true, 0);
    monitor.reported(failing, NOW + 1_000, NOW + 1_000);
    assertFalse(monitor.down());
    monitor.reported(failing, NOW + 1_001, NOW + 1_001 + HealthReport.BELIEVED_MILLIS);
    assertTrue(monitor.down());
  }

  /** Every answer takes so long; returns when the ramp is over. */
  private long steady(long latencyMillis) {
    goDown();
    attempt(EXECUTED, latencyMillis, NOW + latencyMillis);
    long now = NOW + 20_000;
    attempt(EXECUTED, latencyMillis, now);
    return now + 1_000;
  }

  private void sent(int payments) {
    for (int i = 0; i < payments; i++) {
      monitor.sent(NOW);
    }
  }

  private void divert(int payments) {
    for (int i = 0; i < payments; i++) {
      monitor.diverted();
    }
  }

  private void attempt(Outcome outcome, long tookMillis, long nowMillis) {
    monitor.sent(nowMillis - tookMillis);
    monitor.answered(outcome, tookMillis, nowMillis);
  }

  private void goDown() {
    for (int i = 0; i < Circuit.FAILURES_TO_DOWN; i++) {
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
