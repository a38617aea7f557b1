package dev.rinha.cli.bench;

import dev.rinha.cli.basics.ExitCode;

/** The test cannot begin; the message is one line that says what to do. */
final class NotReadyException extends Exception {
  private final int exitCode;

  private NotReadyException(String message, int exitCode, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static NotReadyException notReachable(String message, Throwable cause) {
    return new NotReadyException(message, ExitCode.UNREACHABLE, cause);
  }

  static NotReadyException usage(String message, Throwable cause) {
    return new NotReadyException(message, ExitCode.USAGE, cause);
  }

  int exitCode() {
    return exitCode;
  }
}
