package dev.rinha.core.routing;

import static java.util.Objects.requireNonNull;

/** What to do with a payment now. */
public sealed interface Decision {

  /** Why. */
  Reason reason();

  /** Send it to that processor now. */
  record Send(String processor, Reason reason) implements Decision {

    /** Refuses nulls. */
    public Send {
      requireNonNull(processor, "processor");
      requireNonNull(reason, "reason");
    }
  }

  /**
   * Do nothing until then, or until something about the processors changes.
   *
   * @param untilMillis when to ask again at the latest, in milliseconds on the monotonic clock
   */
  record Hold(long untilMillis, Reason reason) implements Decision {

    /** Refuses nulls. */
    public Hold {
      requireNonNull(reason, "reason");
    }
  }
}
