package dev.rinha.cli.basics;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * One end of the command, seen as a terminal: whether somebody looks at it, and what can be shown
 * there. The one place that knows the rule: colour and animation only on a terminal that is not
 * {@code dumb}, colour only without {@code NO_COLOR}. Immutable.
 *
 * @param interactive whether it is a terminal
 * @param animated whether lines may be drawn again
 * @param coloured whether colours may be used
 */
public record Terminal(boolean interactive, boolean animated, boolean coloured) {

  /** Neither colour nor animation: a file, a pipe. */
  public static final Terminal NONE = new Terminal(false, false, false);

  /** Told by the launcher: the numbers of the streams that are terminals, such as {@code 012}. */
  private static final String STREAMS = "rinha.terminals";

  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
  private static final Pattern COLUMNS = Pattern.compile("[1-9]\\d{1,3}");

  /**
   * How large a terminal is, in characters.
   *
   * @param columns at least 20
   * @param rows at least 5
   */
  public record Size(int columns, int rows) {

    /** Makes the unusable usable. */
    public Size {
      columns = Math.max(20, columns);
      rows = Math.max(5, rows);
    }
  }

  /** Where the person types. */
  public static Terminal input() {
    return of(0);
  }

  /** Where data go. */
  public static Terminal output() {
    return of(1);
  }

  /** Where messages and progress go. */
  public static Terminal messages() {
    return of(2);
  }

  private static Terminal of(int stream) {
    return of(isTerminal(stream), System.getenv("TERM"), System.getenv("NO_COLOR"));
  }

  /**
   * @param noColor the variable of that name; anything but an empty text forbids colour, see
   *     no-color.org
   */
  static Terminal of(boolean interactive, @Nullable String term, @Nullable String noColor) {
    boolean animated = interactive && !"dumb".equals(term);
    return new Terminal(interactive, animated, animated && (noColor == null || noColor.isEmpty()));
  }

  private static boolean isTerminal(int stream) {
    String streams = System.getProperty(STREAMS);
    if (streams != null) {
      return streams.indexOf('0' + stream) >= 0;
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** How picocli's markup is to be rendered here. */
  public Ansi ansi() {
    return coloured ? Ansi.ON : Ansi.OFF;
  }

  /** How wide what is printed here may be: of the terminal, else of {@code COLUMNS}, else 80. */
  public int columns() {
    return size().columns();
  }

  /** Asked anew each time, because windows are resized. */
  public Size size() {
    String asked = System.getenv("COLUMNS");
    if (asked != null && COLUMNS.matcher(asked).matches()) {
      return new Size(Integer.parseInt(asked), interactive ? measured().rows() : DEFAULT_ROWS);
    }
    return interactive ? measured() : new Size(DEFAULT_COLUMNS, DEFAULT_ROWS);
  }

  /** Whether the output can show blocks and lines that are not ASCII. */
  public static boolean showsBlocks() {
    return shows(System.out.charset());
  }

  static boolean shows(Charset charset) {
    return charset.newEncoder().canEncode("▁█│");
  }

  private static Size measured() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      return size(answer);
    } catch (IOException e) {
      return size("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return size("");
    }
  }

  /** Reads {@code rows columns}; a terminal that does not know its size says {@code 0 0}. */
  static Size size(String answer) {
    Matcher matcher = SIZE.matcher(answer);
    if (matcher.matches() && !matcher.group(2).equals("0")) {
      return new Size(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)));
    }
    return new Size(DEFAULT_COLUMNS, DEFAULT_ROWS);
  }
}
