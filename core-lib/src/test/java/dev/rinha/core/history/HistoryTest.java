package dev.rinha.core.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History.End;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.History.Step;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final TraceParent TRACE =
      new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

  @Test
  void tellsWhatWasNoted() {
    History history =
        History.EMPTY
            .held(Reason.HOLD_FOR_CHEAPER, 56)
            .sent("default", Reason.PROBE, 60)
            .ended(Result.UNKNOWN, 1_060)
            .sent("fallback", Reason.PATIENCE_OVER, 5_000);

    assertEquals(
        List.of(
            new Step.Held(Reason.HOLD_FOR_CHEAPER, 56),
            new Step.Sent("default", Reason.PROBE, 60, List.of(new End(Result.UNKNOWN, 1_060))),
            new Step.Sent("fallback", Reason.PATIENCE_OVER, 5_000, List.of())),
        history.steps());
    assertEquals("fallback", history.lastProcessor());
    assertEquals("", History.EMPTY.held(Reason.HOLD_FULL, 1).lastProcessor());
  }

  @Test
  void lastWordAboutASendCounts() {
    History open = History.EMPTY.sent("default", Reason.CHEAPEST, 1);
    History found = open.ended(Result.UNKNOWN, 100).ended(Result.FOUND, 900);

    Step.Sent before = assertInstanceOf(Step.Sent.class, open.steps().getLast());
    assertEquals(Result.OPEN, before.result());
    assertEquals(-1, before.endedAtMillis());
    Step.Sent sent = assertInstanceOf(Step.Sent.class, found.steps().getLast());
    assertEquals(Result.FOUND, sent.result());
    assertEquals(900, sent.endedAtMillis());
    assertEquals(List.of(sent), found.steps());
  }

  /** It happens where the store went back in time. */
  @Test
  void endOfASendThatTheStoreHadForgottenIsKept() {
    History found = History.EMPTY.held(Reason.HOLD_FULL, 1).ended(Result.FOUND, 9);

    assertEquals(
        List.of(new Step.Held(Reason.HOLD_FULL, 1), new Step.Ended(new End(Result.FOUND, 9))),
        found.steps());
  }

  @Test
  void traceAndClientAreNoStepsAndStayFirst() {
    Optional<ClientName> client = Optional.of(new ClientName("shop"));
    History history = History.offered(Optional.of(TRACE), client);
    assertEquals(List.of(), history.steps());
    for (int i = 0; i < 1_000; i++) {
      history = refused(history, i);
    }

    assertEquals(Optional.of(TRACE), history.trace());
    assertEquals(client, history.client());
    assertEquals(
        client, history.sent("default", Reason.CHEAPEST, 1).ended(Result.FOUND, 9).client());
    assertEquals(refused(0), history.steps().getFirst());
    assertEquals(Optional.empty(), History.EMPTY.trace());
    assertEquals(Optional.empty(), History.EMPTY.client());
  }

  @Test
  void longHistoryKeepsItsBeginningAndItsEnd() {
    History history = History.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      history = refused(history, i);
    }

    List<Step> steps = history.steps();
    assertEquals(16, steps.size());
    assertEquals(refused(0), steps.getFirst());
    assertEquals(refused(999), steps.getLast());
    assertEquals(new Step.LeftOut(985), steps.get(8));
  }

  @Test
  void longHistoryCountsTheSendsThatItDidNotKeep() {
    History history = History.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      history = refused(history.held(Reason.HOLD_NONE_WORKS, i), i);

      List<Step> steps = history.steps();
      long kept = steps.stream().filter(Step.Sent.class::isInstance).count();
      long leftOut =
          steps.stream()
              .filter(Step.LeftOut.class::isInstance)
              .mapToLong(step -> ((Step.LeftOut) step).sends())
              .sum();
      assertEquals(i + 1, kept + leftOut, history.toString());
    }
  }

  @Test
  void sendsThatNobodyCountedStayUncounted() {
    for (Step uncounted : List.of(new Step.LeftOut(-1), new Step.Unreadable("?"))) {
      List<Step> steps = new ArrayList<>(Collections.nCopies(8, refused(0)));
      steps.add(uncounted);
      History history = new History(Optional.empty(), Optional.empty(), steps);
      for (int i = 0; i < 20; i++) {
        history = refused(history, i);
      }

      assertTrue(history.steps().contains(new Step.LeftOut(-1)), history.toString());
    }
  }

  private static History refused(History history, long atMillis) {
    return history.sent("default", Reason.CHEAPEST, atMillis).ended(Result.NOT_SENT, atMillis);
  }

  private static Step refused(long atMillis) {
    return refused(History.EMPTY, atMillis).steps().getFirst();
  }
}
