package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

/** What a processor says when it is asked for one payment. */
public sealed interface Lookup {

  /**
   * The processor has executed it.
   *
   * @param amountCents the amount it recorded, in cents
   * @param requestedAtMillis the time it recorded, in milliseconds since the epoch
   */
  record Found(long amountCents, long requestedAtMillis) implements Lookup {}

  /** The processor does not have it now; an attempt that is still on its way may change that. */
  record Absent() implements Lookup {}

  /** The processor did not answer the question. */
  record Unavailable(String cause) implements Lookup {

    /** Refuses a null. */
    public Unavailable {
      requireNonNull(cause, "cause");
    }
  }
}
