package dev.rinha.cli.basics;

/** Ends a command with one line for the person and an exit code. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param message what went wrong and what to do next, in one line
   * @param exitCode one of {@link ExitCode}
   */
  public CommandFailure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }
}
