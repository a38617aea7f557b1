package dev.rinha.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.Bisection.Difference;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BisectionTest {

  private static final int PAYMENTS = 1_000_000;
  private static final long GAP_MILLIS = 31_536;

  private final long[] before = new long[PAYMENTS + 1];

  BisectionTest() {
    for (int i = 0; i < PAYMENTS; i++) {
      before[i + 1] = before[i] + 100 + i % 50;
    }
  }

  /** A payment every half minute: a million of them in a year. */
  private Totals here(TimeWindow window) {
    int first = (int) Math.clamp(Math.ceilDiv(window.fromMillis(), GAP_MILLIS), 0, PAYMENTS);
    int end = (int) Math.clamp(Math.floorDiv(window.toMillis(), GAP_MILLIS) + 1, 0, PAYMENTS);
    return new Totals(end - first, before[end] - before[first]);
  }

  @Test
  void oneBreakAmongAMillionPaymentsOfAYearTakesThirtyFiveQuestions() {
    long broken = 123_456 * GAP_MILLIS;
    AtomicInteger questions = new AtomicInteger();

    List<Difference> found =
        new Bisection(
                this::here,
                window -> {
                  questions.incrementAndGet();
                  return window.contains(broken)
                      ? here(window).minus(new Totals(1, 1))
                      : here(window);
                },
                10)
            .run(List.of(new TimeWindow(0, PAYMENTS * GAP_MILLIS)));

    assertEquals(List.of(new TimeWindow(broken, broken)), windows(found));
    assertTrue(questions.get() <= 36, questions::toString);
  }

  @Test
  void everyBreakThatDoesNotCancelAnotherIsFound() {
    NavigableMap<Long, Totals> changes = new TreeMap<>();
    changes.put(5L, new Totals(1, 7));
    changes.put(6L, new Totals(-1, -99));
    changes.put(400 * GAP_MILLIS, new Totals(0, 1));
    changes.put(999_999 * GAP_MILLIS, new Totals(-1, 0));

    List<Difference> found =
        new Bisection(
                this::here,
                window ->
                    changes
                        .subMap(window.fromMillis(), true, window.toMillis(), true)
                        .values()
                        .stream()
                        .reduce(here(window), Totals::plus),
                10)
            .run(List.of(new TimeWindow(0, PAYMENTS * GAP_MILLIS)));

    assertEquals(
        changes.keySet().stream().map(millis -> new TimeWindow(millis, millis)).toList(),
        windows(found));
  }

  @Test
  void beyondTheLimitWholeWindowsAreTold() {
    List<Difference> found =
        new Bisection(this::here, _ -> Totals.NONE, 3)
            .run(List.of(new TimeWindow(0, PAYMENTS * GAP_MILLIS)));

    assertEquals(3, found.stream().filter(Difference::isOneMillisecond).count());
    assertEquals(
        here(TimeWindow.ALL),
        found.stream().map(Difference::here).reduce(Totals.NONE, Totals::plus));
    assertTrue(found.size() < 50, () -> found.size() + " windows");
  }

  private static List<TimeWindow> windows(List<Difference> differences) {
    List<TimeWindow> windows = new ArrayList<>();
    differences.forEach(difference -> windows.add(difference.window()));
    return windows;
  }
}
