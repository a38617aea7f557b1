package dev.rinha.cli;

/** What the tool's exit codes mean. This is the one place where they are written down. */
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

  /** Redis, the service or a processor cannot be reached. */
  public static final int UNREACHABLE = 4;

  /** Refused: not confirmed, or against a rule. */
  public static final int REFUSED = 5;

  /** Some of it was done; it says how to go on. */
  public static final int PARTLY_DONE = 6;

  /** Interrupted, for instance by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
