package dev.rinha.cli.basics;

import java.util.Arrays;

/** Quantities over time in one line of text. */
public final class Sparkline {

  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII = " .:-=+*#%";

  private Sparkline() {}

  /**
   * Draws them, the largest as a full block and whatever is above zero at least as the smallest.
   *
   * @param columns how long it may be; of more values the largest of each few is drawn
   */
  public static String of(long[] values, int columns) {
    return of(values, columns, Terminal.showsBlocks());
  }

  static String of(long[] values, int columns, boolean blocks) {
    String levels = blocks ? BLOCKS : ASCII;
    int cells = Math.min(values.length, columns);
    long most = Math.max(1, Arrays.stream(values).max().orElse(1));
    StringBuilder line = new StringBuilder(cells);
    for (int cell = 0; cell < cells; cell++) {
      int first = Math.toIntExact((long) cell * values.length / cells);
      int end = Math.toIntExact((cell + 1L) * values.length / cells);
      long value = Arrays.stream(values, first, end).max().orElse(0);
      line.append(levels.charAt((int) Math.ceilDiv(value * (levels.length() - 1), most)));
    }
    return line.toString();
  }
}
