package dev.rinha.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The horizontal axis: so many columns of so many seconds each. Immutable.
 *
 * @param columns at least 1
 * @param columnSeconds at least 1
 */
public record TimeAxis(int columns, int columnSeconds) {

  private static final int MOST_TICKS = 7;
  private static final int[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400
  };

  /**
   * @throws IllegalArgumentException if there is nothing to draw on
   */
  public TimeAxis {
    if (columns < 1 || columnSeconds < 1) {
      throw new IllegalArgumentException("no time: " + columns + " times " + columnSeconds + " s");
    }
  }

  /** Length in seconds. */
  public int seconds() {
    return columns * columnSeconds;
  }

  /** A moment as a share of the width; moments outside are moved to the nearest end. */
  double percent(double second) {
    return 100 * Math.clamp(second / seconds(), 0, 1);
  }

  double columnPercent() {
    return 100.0 / columns;
  }

  List<Tick> ticks() {
    int step = step();
    List<Tick> ticks = new ArrayList<>();
    for (int second = 0; second <= seconds(); second += step) {
      ticks.add(new Tick(percent(second), label(second, step)));
    }
    return ticks;
  }

  private int step() {
    int last = STEPS[STEPS.length - 1];
    return IntStream.of(STEPS)
        .filter(step -> seconds() / step < MOST_TICKS)
        .findFirst()
        .orElse(last * (seconds() / last / MOST_TICKS + 1));
  }

  private static String label(int second, int step) {
    if (step < 60) {
      return second + " s";
    }
    return step < 3600 ? second / 60 + " min" : second / 3600 + " h";
  }
}
