package dev.rinha.bench.schedule;

/**
 * A schedule file that cannot be used; the message names the field and says what would be right.
 */
public final class InvalidScheduleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which field is wrong, and what would be right
   */
  public InvalidScheduleException(String message) {
    super(message);
  }
}
