package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

/**
 * What one attempt to execute a payment is known to have done. The distinction that matters is
 * between <em>not executed</em> and <em>unknown</em>: only the first ever allows another processor.
 */
public sealed interface Outcome {

  /** Executed now (2xx). */
  record Executed() implements Outcome {}

  /** The processor has it already (422): executed by an earlier attempt. */
  record Duplicate() implements Outcome {}

  /**
   * The payment did not get there: no byte of the request left this machine, for instance because
   * the connection was refused, or it was turned away on the way by an answer that is known to be
   * given before anything happens.
   */
  record NotSent(String cause) implements Outcome {

    /** Refuses a null; the cause is cut and without controls, as all that processors say. */
    public NotSent {
      cause = SaidText.of(requireNonNull(cause, "cause"));
    }
  }

  /**
   * Turned away before anything happened (429).
   *
   * @param retryAfterMillis what the processor asked for, 0 if it did not
   */
  record Throttled(long retryAfterMillis) implements Outcome {}

  /**
   * A complete 5xx answer: this attempt is over. Whether it was executed is for a look-up to say.
   */
  record Failed(int status) implements Outcome {}

  /**
   * The processor refuses this payment for good (400). Many of them without a success in between
   * say more of the processor than of the payments.
   */
  record Rejected(int status, String detail) implements Outcome {

    /** Refuses a null; the detail is cut. */
    public Rejected {
      detail = SaidText.of(requireNonNull(detail, "detail"));
    }
  }

  /**
   * Something else than the processor answered, or the way to it is not right: HTML, a redirect,
   * 401, 403, 404, 405. Whether the request was passed on before is unknown, and what the same
   * thing says about payments it does not have is worth nothing.
   */
  record Intercepted(String cause) implements Outcome {

    /** Refuses a null; the cause is cut. */
    public Intercepted {
      cause = SaidText.of(requireNonNull(cause, "cause"));
    }
  }

  /**
   * No answer that decides anything after the request may have left: timeout, reset, half an
   * answer, a 5xx that somebody in between may have given.
   */
  record Unknown(String cause) implements Outcome {

    /** Refuses a null; the cause is cut. */
    public Unknown {
      cause = SaidText.of(requireNonNull(cause, "cause"));
    }
  }
}
