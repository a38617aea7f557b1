package dev.rinha.tck;

import static dev.rinha.tck.TestPayments.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.HealthBoard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every health board promises. */
public interface HealthBoardContract extends StoreContract {

  long LONG_MILLIS = 60_000;
  HealthReport FAILING = new HealthReport.Reported(true, 120);

  private HealthBoard board() {
    return store().healthBoard();
  }

  @Test
  default void leaseGoesToExactlyOneOfManyCallersAtSeveralInstances() throws Exception {
    List<HealthBoard> boards = List.of(board(), board());
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      HealthBoard board = boards.get(i % 2);
      String holder = "holder-" + i;
      callers.add(() -> board.lease("default", holder, LONG_MILLIS));
    }

    int granted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer : threads.invokeAll(callers)) {
        granted += answer.get() ? 1 : 0;
      }
    }

    assertEquals(1, granted);
    assertTrue(boards.getFirst().lease("fallback", "other", LONG_MILLIS), "another processor's");
  }

  @Test
  default void holderDoesNotGetItTwice() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "a", LONG_MILLIS));
    assertFalse(board.lease("default", "a", LONG_MILLIS));
  }

  @Test
  default void leaseThatLastsLongerThanAnybodyAsksForDoesNotCount() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "before the clock was set back", 2 * LONG_MILLIS));

    assertTrue(board.lease("default", "b", LONG_MILLIS));
    assertFalse(board.lease("default", "c", LONG_MILLIS));
  }

  @Test
  default void leaseIsOverWhenItsTimeIs() {
    HealthBoard board = board();
    long beganNanos = System.nanoTime();
    assertTrue(board.lease("default", "a", 100));

    until(() -> board.lease("default", "b", LONG_MILLIS));

    long tookMillis = Duration.ofNanos(System.nanoTime() - beganNanos).toMillis();
    assertTrue(tookMillis >= 98, "given away after " + tookMillis + " ms");
    assertFalse(board.lease("default", "a", LONG_MILLIS));
  }

  @Test
  default void publishingShortensTheLease() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "a", LONG_MILLIS));

    board.publish("default", "a", FAILING, 50);

    until(() -> board.lease("default", "b", LONG_MILLIS));
  }

  @Test
  default void publishingKeepsTheLeaseFromThenOn() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "a", 1));

    until(
        () -> {
          board.publish("default", "a", FAILING, LONG_MILLIS);
          return !board.lease("default", "b", LONG_MILLIS);
        });
  }

  @Test
  default void reportOfAnInstanceThatLostItsLeaseIsIgnored() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "a", LONG_MILLIS));

    board.publish("default", "late", FAILING, 1);

    assertEquals(Map.of(), board.read());
    assertFalse(board.lease("default", "b", LONG_MILLIS));
  }

  @Test
  default void everyKindOfReportIsReadByOtherInstances() {
    HealthBoard board = board();
    HealthReport working = new HealthReport.Reported(false, 0);
    HealthReport lost = new HealthReport.Unreachable("no connection: refused");
    board.publish("a", "w", FAILING, LONG_MILLIS);
    board.publish("b", "w", working, LONG_MILLIS);
    board.publish("c", "w", new HealthReport.Refused(), LONG_MILLIS);
    board.publish("d", "w", lost, LONG_MILLIS);

    Map<String, HealthBoard.Seen> seen = board().read();

    List<HealthReport> reports = new ArrayList<>();
    seen.values().forEach(one -> reports.add(one.report()));
    assertEquals(List.of(FAILING, working, new HealthReport.Refused(), lost), reports);
  }

  @Test
  default void reportsAgeAndTheLatestStands() {
    HealthBoard board = board();
    board.publish("default", "w", FAILING, LONG_MILLIS);
    HealthBoard.Seen first = seen(board);
    until(() -> seen(board).ageMillis() >= first.ageMillis() + 5);
    assertEquals(first.atMillis(), seen(board).atMillis());

    HealthReport working = new HealthReport.Reported(false, 3);
    board.publish("default", "w", working, LONG_MILLIS);

    HealthBoard.Seen second = seen(board);
    assertEquals(working, second.report());
    assertTrue(second.atMillis() > first.atMillis(), () -> first + " then " + second);
  }

  @Test
  default void ageOfAReportIsTheTimeSinceItWasPublished() {
    HealthBoard board = board();
    long beforeNanos = System.nanoTime();
    board.publish("default", "w", FAILING, LONG_MILLIS);
    long afterNanos = System.nanoTime();
    until(() -> System.nanoTime() - afterNanos > Duration.ofMillis(30).toNanos());

    long readNanos = System.nanoTime();
    long ageMillis = seen(board).ageMillis();

    long leastMillis = Duration.ofNanos(readNanos - afterNanos).toMillis() - 10;
    long mostMillis = Duration.ofNanos(System.nanoTime() - beforeNanos).toMillis() + 10;
    assertTrue(leastMillis <= ageMillis, ageMillis + " ms, and not " + leastMillis + " or more");
    assertTrue(ageMillis <= mostMillis, ageMillis + " ms, and not " + mostMillis + " or less");
  }

  @Test
  default void purgeLeavesLeaseAndReportsAlone() {
    HealthBoard board = board();
    assertTrue(board.lease("default", "a", LONG_MILLIS));
    board.publish("default", "a", FAILING, LONG_MILLIS);

    store().ledger().purge();

    assertFalse(board.lease("default", "b", LONG_MILLIS));
    assertEquals(FAILING, seen(board).report());
  }

  private static HealthBoard.Seen seen(HealthBoard board) {
    HealthBoard.Seen seen = board.read().get("default");
    if (seen == null) {
      throw new AssertionError("no report on the board");
    }
    return seen;
  }
}
