package dev.rinha.cli.basics;

import java.util.Locale;

/** Lengths of time for people. */
public final class Elapsed {

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Elapsed() {}

  /**
   * The two largest units, such as {@code 56 ms}, {@code 1.061 s}, {@code 2 min 5 s}; {@code 2 min}
   * where nothing is left.
   */
  public static String text(long millis) {
    if (Math.abs(millis) < SECOND) {
      return millis + " ms";
    }
    if (Math.abs(millis) < MINUTE) {
      return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
    }
    if (millis < HOUR) {
      return two(millis, MINUTE, "min", SECOND, "s");
    }
    return millis < DAY ? two(millis, HOUR, "h", MINUTE, "min") : two(millis, DAY, "d", HOUR, "h");
  }

  /** To the second at most, such as {@code 9 s} or {@code 2 min 5 s}. */
  public static String rough(long millis) {
    return Math.abs(millis) < MINUTE ? millis / SECOND + " s" : text(millis);
  }

  private static String two(long millis, long large, String name, long small, String smallName) {
    long rest = millis % large / small;
    String first = millis / large + " " + name;
    return rest == 0 ? first : first + " " + rest + " " + smallName;
  }
}
