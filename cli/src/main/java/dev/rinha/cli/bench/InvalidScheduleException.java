package dev.rinha.cli.bench;

/**
 * A schedule file that cannot be used; the message names the field and says what would be right.
 */
final class InvalidScheduleException extends RuntimeException {
  InvalidScheduleException(String message) {
    super(message);
  }
}
