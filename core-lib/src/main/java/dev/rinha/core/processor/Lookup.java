package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.Money;

/** What a processor says when it is asked for one payment. */
public sealed interface Lookup {

  /**
   * The processor has executed it.
   *
   * @param amountCents the amount it recorded, in cents
   * @param requestedAtMillis the time it recorded, in milliseconds since the epoch
   */
  record Found(long amountCents, long requestedAtMillis) implements Lookup {

    /** 2000-01-01: whoever says something earlier has no time to tell. */
    private static final long EARLIEST_MILLIS = 946_684_800_000L;

    /** Clocks are wrong, but not by so much. */
    private static final long AHEAD_MILLIS = 7 * 86_400_000L;

    /**
     * Whether a payment can have been executed so: an amount that there is, and a time that we sent
     * or that was.
     */
    public boolean sensible(long sentMillis, long nowMillis) {
      return amountCents >= 0
          && amountCents <= Money.MAX_CENTS
          && (requestedAtMillis == sentMillis
              || (requestedAtMillis >= EARLIEST_MILLIS
                  && requestedAtMillis <= nowMillis + AHEAD_MILLIS));
    }
  }

  /** The processor does not have it now; an attempt that is still on its way may change that. */
  record Absent() implements Lookup {}

  /** The processor did not answer the question. */
  record Unavailable(String cause) implements Lookup {

    /** Refuses a null; the cause is cut. */
    public Unavailable {
      cause = SaidText.of(requireNonNull(cause, "cause"));
    }
  }
}
