package dev.rinha.simulator;

import io.helidon.http.Status;

/**
 * The request cannot be understood; the message says what is wrong. The caller's fault, so it
 * carries no stack trace.
 */
final class InvalidRequest extends RuntimeException {

  private final Status status;

  /** Answered 400. */
  InvalidRequest(String message) {
    this(Status.BAD_REQUEST_400, message);
  }

  InvalidRequest(Status status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  Status status() {
    return status;
  }
}
