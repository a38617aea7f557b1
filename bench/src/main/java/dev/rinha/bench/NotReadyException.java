package dev.rinha.bench;

import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.UnexpectedAnswerException;
import dev.rinha.bench.schedule.Both;
import java.io.IOException;

/** The test cannot begin; the message is one line that says why. */
public final class NotReadyException extends Exception {
  private final Reason reason;

  /** What whoever asked for the test can do something about. */
  public enum Reason {
    NO_BACKEND,
    NO_DEFAULT_PROCESSOR,
    NO_FALLBACK_PROCESSOR,
    /** The backend is there and does not do what is needed to begin. */
    BACKEND_NOT_READY,
    /** The backend wants to know who offers payments. */
    CLIENT_TOKEN_REFUSED,
    /** The backend wants to know who reads and purges. */
    OPERATOR_TOKEN_REFUSED,
    /** A processor refuses the token of the admin calls. */
    TOKEN_REFUSED,
    /** A processor is not as the test or its schedule needs it. */
    UNSUITABLE_PROCESSOR
  }

  NotReadyException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A processor that is not there, or not as it should be. */
  static NotReadyException processor(String name, Endpoint endpoint, IOException cause) {
    if (cause instanceof UnexpectedAnswerException answer) {
      return new NotReadyException(
          answer.isTokenRefused() ? Reason.TOKEN_REFUSED : Reason.UNSUITABLE_PROCESSOR,
          String.valueOf(answer.getMessage()),
          cause);
    }
    return new NotReadyException(
        name.equals(Both.NAMES.primary())
            ? Reason.NO_DEFAULT_PROCESSOR
            : Reason.NO_FALLBACK_PROCESSOR,
        "no processor %s answers at %s".formatted(name, endpoint),
        cause);
  }

  public Reason reason() {
    return reason;
  }
}
