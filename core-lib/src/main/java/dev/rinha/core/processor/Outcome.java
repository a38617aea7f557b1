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

  /** No byte of the request left this machine, for instance because the connection was refused. */
  record NotSent(String cause) implements Outcome {

    /** Refuses a null. */
    public NotSent {
      requireNonNull(cause, "cause");
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

  /** Refused for good (any other 4xx, or an answer that no processor should give). */
  record Rejected(int status, String detail) implements Outcome {

    /** Refuses a null. */
    public Rejected {
      requireNonNull(detail, "detail");
    }
  }

  /** No complete answer after the request may have left: timeout, reset, half an answer. */
  record Unknown(String cause) implements Outcome {

    /** Refuses a null. */
    public Unknown {
      requireNonNull(cause, "cause");
    }
  }
}
