package dev.rinha.cli.basics;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far something long has come: a bar with the rate and the remaining time on a terminal,
 * nothing elsewhere. Used by one thread; telling it after every single step is fine.
 */
public final class Progress implements AutoCloseable {

  /** For a total that is not known. */
  public static final long UNKNOWN = -1;

  private static final long REDRAW_NANOS = 200_000_000;
  private static final int MAX_BAR = 40;
  private static final int MIN_BAR = 10;

  private final StatusLine line;
  private final String doing;
  private final long total;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long drawnNanos;
  private long done;

  /**
   * Begins to show progress.
   *
   * @param doing what is done, such as {@code replaying}
   * @param total how many steps there are, or {@link #UNKNOWN}
   */
  public Progress(StatusLine line, String doing, long total) {
    this(line, doing, total, System::nanoTime);
  }

  Progress(StatusLine line, String doing, long total, LongSupplier nanoTime) {
    this.line = line;
    this.doing = doing;
    this.total = total;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.drawnNanos = startNanos - REDRAW_NANOS;
  }

  /** One more step is done. */
  public void step() {
    at(done + 1);
  }

  /** So many steps are done in all. */
  public void at(long steps) {
    done = steps;
    if (line.animated() && nanoTime.getAsLong() - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = nanoTime.getAsLong();
      line.draw(text(doing, done, total, drawnNanos - startNanos, line.columns()));
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    line.clear();
  }

  /** Such as {@code replaying [=====> ] 55 % 5,500 of 10,000 500/s 9 s left}. */
  static String text(String doing, long done, long total, long elapsedNanos, int columns) {
    double perSecond = elapsedNanos <= 0 ? 0 : done * 1e9 / elapsedNanos;
    String rate = String.format(Locale.ROOT, "%,.0f/s", perSecond);
    if (total < 0) {
      return String.format(Locale.ROOT, "%s  %,d  %s", doing, done, rate);
    }
    double part = total == 0 ? 1 : Math.min(1, (double) done / total);
    String figures =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %,d of %,d  %s%s",
            Math.floor(part * 100),
            done,
            total,
            rate,
            left(total - done, perSecond));
    int width = Math.min(MAX_BAR, columns - doing.length() - figures.length() - 5);
    return width < MIN_BAR ? doing + " " + figures : doing + " " + bar(part, width) + " " + figures;
  }

  private static String left(long steps, double perSecond) {
    if (perSecond <= 0) {
      return "";
    }
    long millis = (long) Math.ceil(steps / perSecond) * 1_000;
    return "  " + Elapsed.rough(millis) + " left";
  }

  private static String bar(double part, int width) {
    int filled = (int) (part * width);
    String head = filled < width ? ">" : "";
    return "[" + "=".repeat(filled) + head + " ".repeat(width - filled - head.length()) + "]";
  }
}
