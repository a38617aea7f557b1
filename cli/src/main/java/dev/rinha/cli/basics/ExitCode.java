package dev.rinha.cli.basics;

/**
 * What the tool's exit codes mean. This is the one place where they are written down: the numbers
 * for the code, and the lines that {@code --help} shows, which a command may replace by one that
 * says more.
 */
public final class ExitCode {

  /** Done. */
  public static final int OK = 0;

  /** A defect of the tool. */
  public static final int INTERNAL_ERROR = 1;

  /** Wrong use: an option, an argument, a setting. */
  public static final int USAGE = 2;

  /**
   * Done, and something was found that should not be: a difference, a violation, a missed target.
   */
  public static final int FINDING = 3;

  /** Redis, the store in it, the service or a processor cannot be reached. */
  public static final int UNREACHABLE = 4;

  /** Refused: not confirmed, or against a rule. */
  public static final int REFUSED = 5;

  /** Some of it was done; it says how to go on. */
  public static final int PARTLY_DONE = 6;

  /** Interrupted, for instance by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  /** What {@code exitCodeListHeading} of every command is. */
  public static final String HEADING = "%nExit codes:%n";

  /** The line of {@link #OK} in {@code --help}. */
  public static final String OK_LINE = "0:done";

  /** The line of {@link #INTERNAL_ERROR} in {@code --help}. */
  public static final String INTERNAL_ERROR_LINE = "1:a defect of the tool";

  /** The line of {@link #USAGE} in {@code --help}. */
  public static final String USAGE_LINE = "2:wrong use: an option, an argument, a setting";

  /** The line of {@link #FINDING} in {@code --help}. */
  public static final String FINDING_LINE = "3:done, and something was found that should not be";

  /** The line of {@link #UNREACHABLE} in {@code --help}. */
  public static final String UNREACHABLE_LINE =
      "4:Redis, the service or a processor cannot be reached, or there is no such store";

  /** The line of {@link #REFUSED} in {@code --help}. */
  public static final String REFUSED_LINE = "5:refused: not confirmed, or against a rule";

  /** The line of {@link #PARTLY_DONE} in {@code --help}. */
  public static final String PARTLY_DONE_LINE = "6:partly done; the message says how to go on";

  /** The line of {@link #INTERRUPTED} in {@code --help}. */
  public static final String INTERRUPTED_LINE = "130:interrupted";

  private ExitCode() {}
}
