package dev.rinha.core.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.execution.History.Result;
import dev.rinha.core.execution.History.Step;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void tellsWhatWasWritten() {
    History history =
        History.EMPTY
            .held(Reason.HOLD_FOR_CHEAPER, 56)
            .sent("default", Reason.PROBE, 60)
            .ended(Result.UNKNOWN, 1_060)
            .sent("fallback", Reason.PATIENCE_OVER, 5_000);

    assertEquals(
        List.of(
            new Step.Held(Reason.HOLD_FOR_CHEAPER, 56),
            new Step.Sent("default", Reason.PROBE, 60, Result.UNKNOWN, 1_060),
            new Step.Sent("fallback", Reason.PATIENCE_OVER, 5_000, Result.OPEN, -1)),
        history.steps());
  }

  @Test
  void lastWordAboutASendCounts() {
    History history =
        History.EMPTY
            .sent("default", Reason.CHEAPEST, 1)
            .ended(Result.UNKNOWN, 100)
            .ended(Result.FOUND, 900);

    assertEquals(
        List.of(new Step.Sent("default", Reason.CHEAPEST, 1, Result.FOUND, 900)), history.steps());
  }

  @Test
  void everyReasonAndResultSurvives() {
    for (Reason reason : Reason.values()) {
      for (Result result : Result.values()) {
        if (result != Result.OPEN) {
          assertEquals(
              List.of(new Step.Sent("a-1", reason, 7, result, 8)),
              History.EMPTY.sent("a-1", reason, 7).ended(result, 8).steps());
        }
      }
    }
  }

  @Test
  void traceIsNoStepAndStaysFirst() {
    TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    History history = History.of(trace);
    assertEquals(List.of(), history.steps());
    for (int i = 0; i < 1_000; i++) {
      history = history.sent("default", Reason.CHEAPEST, i).ended(Result.NOT_SENT, i);
    }

    assertEquals(Optional.of(trace), history.trace());
    assertEquals(
        new Step.Sent("default", Reason.CHEAPEST, 0, Result.NOT_SENT, 0),
        history.steps().getFirst());
    assertEquals(Optional.empty(), History.EMPTY.trace());
    assertEquals(Optional.empty(), new History("^garbage,default:c1").trace());
    assertEquals(1, new History("^garbage,default:c1").steps().size());
  }

  @Test
  void longStoryKeepsItsBeginningAndItsEnd() {
    History history = History.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      history = history.sent("default", Reason.CHEAPEST, i).ended(Result.NOT_SENT, i);
    }

    List<Step> steps = history.steps();
    assertTrue(history.text().length() < 400, history.text());
    assertEquals(
        new Step.Sent("default", Reason.CHEAPEST, 0, Result.NOT_SENT, 0), steps.getFirst());
    assertEquals(
        new Step.Sent("default", Reason.CHEAPEST, 999, Result.NOT_SENT, 999), steps.getLast());
    assertEquals(1, steps.stream().filter(Step.LeftOut.class::isInstance).count());
    assertInstanceOf(Step.LeftOut.class, steps.get(8));
  }

  @Test
  void longStoryCountsTheSendsThatItDidNotKeep() {
    History history = History.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      history =
          history
              .held(Reason.HOLD_NONE_WORKS, i)
              .sent("default", Reason.CHEAPEST, i)
              .ended(Result.NOT_SENT, i);

      List<Step> steps = history.steps();
      long kept = steps.stream().filter(Step.Sent.class::isInstance).count();
      long leftOut =
          steps.stream()
              .filter(Step.LeftOut.class::isInstance)
              .mapToLong(step -> ((Step.LeftOut) step).sends())
              .sum();
      assertEquals(i + 1, kept + leftOut, history.text());
    }
  }

  @Test
  void storyThatBeganBeforeSendsWereCountedStaysUncounted() {
    String old = "a:c1/n1,".repeat(8) + "*" + ",a:c2/n2".repeat(7);

    History longer = new History(old).sent("a", Reason.CHEAPEST, 3).ended(Result.NOT_SENT, 3);

    assertEquals(new Step.LeftOut(-1), new History(old).steps().get(8));
    assertEquals(new Step.LeftOut(-1), longer.steps().get(8));
  }

  @Test
  void usualPaymentNeedsFewBytes() {
    History history = History.EMPTY.sent("default", Reason.CHEAPEST, 2).ended(Result.EXECUTED, 14);

    assertEquals("default:c2/xe", history.text());
  }

  @Test
  void otherTextIsRefused() {
    for (String text : List.of("x", "default:", "default:?1", "-d!", ",")) {
      assertThrows(IllegalArgumentException.class, () -> new History(text).steps(), text);
    }
  }
}
