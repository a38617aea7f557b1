package dev.rinha.cli.bench;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import java.io.IOException;
import java.util.List;

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

  /** A processor that is not there, or not as it should be. */
  static NotReadyException processor(String name, Endpoint endpoint, IOException cause) {
    if (cause instanceof UnexpectedAnswerException answer) {
      String hint = answer.isTokenRefused() ? "; give its token with --token" : "";
      return usage(answer.getMessage() + hint, cause);
    }
    return notReachable(
        "no processor %s answers at %s; start one with ./%s or name another with --%s-processor"
            .formatted(name, endpoint, NextCommand.DEV.line(List.of()), name),
        cause);
  }

  int exitCode() {
    return exitCode;
  }
}
