package dev.rinha.cli.basics;

import java.io.PrintWriter;
import java.util.function.IntSupplier;

/**
 * The last line of the messages, drawn again and again on a terminal and absent elsewhere. What is
 * said goes above it. A line is cut to the width of the terminal, because one that wraps could not
 * be redrawn. Used by one thread at a time.
 */
public final class StatusLine {

  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintWriter messages;
  private final boolean animated;
  private final IntSupplier columns;
  private String shown = "";

  /** Draws where messages go. */
  public StatusLine(PrintWriter messages, Terminal terminal) {
    this(messages, terminal.animated(), terminal::columns);
  }

  StatusLine(PrintWriter messages, boolean animated, IntSupplier columns) {
    this.messages = messages;
    this.animated = animated;
    this.columns = columns;
  }

  /** Whether anybody sees what is drawn. */
  public boolean animated() {
    return animated;
  }

  /** How wide a line may be. */
  public int columns() {
    return columns.getAsInt() - 1;
  }

  /** Replaces the line. */
  public void draw(String line) {
    if (animated) {
      shown = line.substring(0, Math.min(line.length(), columns()));
      messages.print(CLEAR_LINE + shown);
      messages.flush();
    }
  }

  /** Prints a line that stays. */
  public void say(String line) {
    messages.println(shown.isEmpty() ? line : CLEAR_LINE + line);
    messages.print(shown);
    messages.flush();
  }

  /** Takes the line away. */
  public void clear() {
    if (!shown.isEmpty()) {
      shown = "";
      messages.print(CLEAR_LINE);
      messages.flush();
    }
  }
}
