package dev.rinha.cli.basics;

import dev.rinha.bench.load.StopSignal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows something again and again until somebody has seen enough: in place on a terminal, as {@code
 * top} does, cut to its size; one after the other elsewhere. Used by one thread.
 */
public final class Screen {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE_END = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter out;
  private final boolean animated;
  private final Supplier<Terminal.Size> size;

  /** Shows it where data go. */
  public Screen(PrintWriter out, Terminal terminal) {
    this(out, terminal.animated(), terminal::size);
  }

  Screen(PrintWriter out, boolean animated, Supplier<Terminal.Size> size) {
    this.out = out;
    this.animated = animated;
    this.size = size;
  }

  /** Shows frames until told to stop, or nobody takes them any more. The last one stays. */
  public void repeat(Duration every, StopSignal stop, Supplier<List<String>> frames) {
    List<String> frame = List.of();
    try {
      if (animated) {
        out.print(ENTER);
      }
      do {
        frame = frames.get();
        show(frame);
      } while (!out.checkError() && !stop.await(every));
    } finally {
      if (animated) {
        out.print(LEAVE);
        frame.forEach(out::println);
      }
      out.flush();
    }
  }

  private void show(List<String> frame) {
    if (!animated) {
      frame.forEach(out::println);
      return;
    }
    Terminal.Size now = size.get();
    StringBuilder screen = new StringBuilder(HOME);
    for (int i = 0; i < Math.min(frame.size(), now.rows()); i++) {
      screen.append(i == 0 ? "" : "\r\n");
      screen.append(AnsiText.cut(frame.get(i), now.columns())).append(CLEAR_LINE_END);
    }
    out.print(screen.append(CLEAR_BELOW));
  }
}
