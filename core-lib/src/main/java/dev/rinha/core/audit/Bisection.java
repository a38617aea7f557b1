package dev.rinha.core.audit;

import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the milliseconds in which two sides that only tell totals do not agree. A window in which
 * they differ is halved; only one half has to be asked for, the other is the rest. One break in an
 * hour takes 22 questions, in a year 35. Differences that cancel each other within a window are not
 * seen in it, which is why a search begins with several windows. Not thread safe.
 */
final class Bisection {

  private final Function<TimeWindow, Totals> here;
  private final Function<TimeWindow, Totals> there;
  private final int maxDifferences;
  private final List<Difference> differences = new ArrayList<>();
  private Totals allHere = Totals.NONE;
  private Totals allThere = Totals.NONE;

  /**
   * A difference that remains.
   *
   * @param window one millisecond, or more if there were too many differences to follow them all
   */
  record Difference(TimeWindow window, Totals here, Totals there) {

    boolean isOneMillisecond() {
      return window.fromMillis() == window.toMillis();
    }
  }

  Bisection(
      Function<TimeWindow, Totals> here, Function<TimeWindow, Totals> there, int maxDifferences) {
    this.here = here;
    this.there = there;
    this.maxDifferences = maxDifferences;
  }

  /** The differences in these windows, in order. */
  List<Difference> run(List<TimeWindow> windows) {
    for (TimeWindow window : windows) {
      Difference whole = new Difference(window, here.apply(window), there.apply(window));
      allHere = allHere.plus(whole.here);
      allThere = allThere.plus(whole.there);
      search(whole);
    }
    return differences;
  }

  /** What our side says of all windows together. */
  Totals allHere() {
    return allHere;
  }

  /** What the other side says of all windows together. */
  Totals allThere() {
    return allThere;
  }

  private void search(Difference whole) {
    if (whole.here.equals(whole.there)) {
      return;
    }
    if (whole.isOneMillisecond() || differences.size() >= maxDifferences) {
      differences.add(whole);
      return;
    }
    long from = whole.window.fromMillis();
    long to = whole.window.toMillis();
    long middle = from + (to - from) / 2;
    TimeWindow earlier = new TimeWindow(from, middle);
    Totals hereEarlier = here.apply(earlier);
    Totals thereEarlier = there.apply(earlier);
    search(new Difference(earlier, hereEarlier, thereEarlier));
    search(
        new Difference(
            new TimeWindow(middle + 1, to),
            whole.here.minus(hereEarlier),
            whole.there.minus(thereEarlier)));
  }
}
