package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {

  private final AnswerTimes times = new AnswerTimes();

  @Test
  void nothingIsLateWhileNothingIsKnown() {
    assertEquals(0, times.lateAfterMillis());
  }

  @Test
  void answerIsLateWhenItTakesLongerThanNearlyAll() {
    IntStream.rangeClosed(1, 400).forEach(times::took);
    assertEquals(1, times.soonestMillis());
    // All of the first 384 but one: the times are sorted anew after every 32 of them.
    assertEquals(383, times.lateAfterMillis());
  }

  @Test
  void answerIsNotLateAtOnceWhileFewAreKnown() {
    times.took(1_800);
    assertEquals(1_828, times.lateAfterMillis());

    IntStream.range(0, 127).forEach(_ -> times.took(1_800));
    assertEquals(1_800, times.lateAfterMillis());
  }

  @Test
  void processorThatBecomesSlowerIsFollowedWithinSomeAnswers() {
    IntStream.range(0, 1_000).forEach(_ -> times.took(10));
    IntStream.range(0, 32).forEach(_ -> times.took(1_800));

    assertEquals(1_800, times.lateAfterMillis());
    assertEquals(10, times.soonestMillis());
  }

  @Test
  void processorThatBecomesFasterIsFollowedWhenTheSlowAnswersAreForgotten() {
    IntStream.range(0, 512).forEach(_ -> times.took(1_800));
    IntStream.range(0, 480).forEach(_ -> times.took(10));
    assertEquals(1_800, times.lateAfterMillis());

    IntStream.range(0, 32).forEach(_ -> times.took(10));
    assertEquals(10, times.lateAfterMillis());
  }

  @Test
  void questionsThatFindNothingAreOneInAHundredPaymentsOverTime() {
    int asked = 0;
    for (int sent = 0; sent < 10_000; sent++) {
      times.sent();
      if (times.mayAsk()) {
        times.asked();
        asked++;
      }
    }
    assertEquals(100 + 8, asked, 1.0);
  }

  @Test
  void questionAboutALostAnswerCostsNothing() {
    for (int i = 0; i < 1_000; i++) {
      assertTrue(times.mayAsk());
      times.asked();
      times.answerLost();
    }
    for (int i = 0; i < 8; i++) {
      times.asked();
      times.answerLost();
      times.answerCame();
    }
    assertFalse(times.mayAsk());
  }
}
