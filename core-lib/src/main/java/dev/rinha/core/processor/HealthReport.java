package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

/** What came of one call to a processor's health endpoint. */
public sealed interface HealthReport {

  /** A report that is older is of no use. */
  long BELIEVED_MILLIS = 3_000;

  /**
   * The processor's own word.
   *
   * @param failing whether it fails payments now
   * @param minResponseMillis the least time an answer takes now, in milliseconds
   */
  record Reported(boolean failing, long minResponseMillis) implements HealthReport {}

  /** Asked too often (429); never happens while every caller respects the lease. */
  record Refused() implements HealthReport {}

  /** No usable answer. */
  record Unreachable(String cause) implements HealthReport {

    /** Refuses a null; the cause is cut. */
    public Unreachable {
      cause = SaidText.of(requireNonNull(cause, "cause"));
    }
  }
}
