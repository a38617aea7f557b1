package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InDoubtPaceTest {

  private static final long NOW = 1_752_600_000_000L;
  private static final long BOUND = 60_000;

  private final InDoubtPace pace = new InDoubtPace(5_000, new SplittableRandom(1));
  private final ProcessorMonitor monitor =
      new ProcessorMonitor(
          ProcessorSettings.of("default", Fee.parse("0.05")).withResponseTimeoutMillis(1_000),
          new SplittableRandom(2));

  @Test
  void stepsBecomeRarerUpToABound() {
    for (int steps = 0; steps < 100; steps++) {
      long wait = pace.nextStepAtMillis(steps, NOW) - NOW;
      long most = Math.min(5_000, 40L << Math.min(steps, 10));
      assertTrue(wait >= most / 2 && wait <= most, "step " + steps + " after " + wait + " ms");
    }
  }

  @Test
  void absenceIsBelievedOnceTheBoundHasPassed() {
    assertEquals(NOW + 5_000, pace.believedFromMillis(0, NOW));
  }

  @Test
  void lookUpsThatLagAreBelievedAsMuchLater() {
    assertEquals(NOW + 5_700, pace.believedFromMillis(700, NOW));
  }

  @Test
  void secondLookComesAnEighthOfTheBoundLaterAndASecondLaterAtMost() {
    assertEquals(625, pace.secondLookMillis());
    for (long boundMillis : new long[] {BOUND, 0}) {
      InDoubtPace other = new InDoubtPace(boundMillis, new SplittableRandom(1));
      assertEquals(1_000, other.secondLookMillis());
    }
  }

  @Test
  void withoutABoundAbsenceIsNeverBelieved() {
    InDoubtPace endless = new InDoubtPace(0, new SplittableRandom(1));

    assertEquals(Long.MAX_VALUE, endless.believedFromMillis(700, NOW));
  }

  @Test
  void requestIsRepeatedOnlyAfterTheLastOneHadItsTime() {
    assertFalse(pace.resendDue(doubt(NOW, NOW, 0), monitor, NOW + 299));
    assertTrue(pace.resendDue(doubt(NOW, NOW, 0), monitor, NOW + 300));

    monitor.sent(NOW);
    monitor.answered(new Outcome.Executed(), 400, NOW);
    long lateAfterMillis = monitor.answerTimes().lateAfterMillis();
    assertEquals(406, lateAfterMillis);
    assertFalse(pace.resendDue(doubt(NOW, NOW, 0), monitor, NOW + 405));
    assertTrue(pace.resendDue(doubt(NOW, NOW, 0), monitor, NOW + 406));
  }

  @Test
  void processorThatIsDownGetsRepeatedRequestsOnlyAsProbes() {
    for (int i = 0; i < 3; i++) {
      monitor.sent(NOW);
      monitor.answered(new Outcome.Failed(500), 1, NOW);
    }

    assertFalse(pace.resendDue(doubt(NOW, NOW - 10_000, 0), monitor, NOW));
    assertTrue(pace.resendDue(doubt(NOW, NOW - 10_000, 0), monitor, NOW + 300));
  }

  /**
   * Perhaps no other payment goes there, and the processor's "not there" is not believed before.
   */
  @Test
  void processorThatSomethingElseAnsweredForIsTestedForAsLongAsThatMayLast() {
    Stage.InDoubt old = doubt(NOW - 10 * BOUND, NOW - 10_000, 100);
    for (int i = 0; i < 3; i++) {
      monitor.sent(NOW);
      monitor.answered(new Outcome.Failed(500), 1, NOW);
    }
    assertFalse(pace.resendDue(old, monitor, NOW + 10_000), "it only stays down");

    monitor.sent(NOW);
    monitor.answered(new Outcome.Intercepted("200 text/html"), 1, NOW);

    assertTrue(pace.resendDue(old, monitor, NOW + 60_000));
  }

  @Test
  void repeatedRequestsAreGivenMoreTime() {
    assertEquals(1_000, pace.timeoutMillis(doubt(NOW, NOW, 0), monitor));
    assertEquals(2_000, pace.timeoutMillis(doubt(NOW, NOW, 1), monitor));
    assertEquals(3_000, pace.timeoutMillis(doubt(NOW, NOW, 50), monitor));
  }

  /**
   * Otherwise every attempt would postpone the moment, and a failing processor keep it for ever.
   */
  @Test
  void requestIsNotRepeatedShortlyBeforeTheProcessorIsBelieved() {
    long lag = monitor.settings().lookUpLagMillis();
    Stage.InDoubt soon = doubt(NOW - BOUND + lag, NOW - 10_000, 0);

    assertFalse(pace.resendDue(soon, monitor, NOW));
    assertTrue(pace.resendDue(soon, monitor, NOW - 1));
    assertTrue(pace.resendDue(soon, monitor, NOW + lag), "it is not believed, for another reason");
  }

  private static Stage.InDoubt doubt(long onItsWaySince, long sentAt, int steps) {
    return new Stage.InDoubt(
        new Intent("default", NOW),
        onItsWaySince + BOUND,
        Stage.InDoubt.NOT_ABSENT,
        sentAt,
        steps,
        NOW);
  }
}
