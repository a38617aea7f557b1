package dev.rinha.core.routing;

import java.time.Duration;

/** How long a payment may wait for a cheaper processor. Immutable. */
public sealed interface Waiting {

  /** As long as the default price of time allows. */
  Waiting DEFAULT = new Priced(PriceOfTime.DEFAULT);

  /** While waiting costs less than the difference in fees. */
  record Priced(PriceOfTime price) implements Waiting {}

  /**
   * A fixed time, whatever the fees are.
   *
   * @param patience not negative
   */
  record AtMost(Duration patience) implements Waiting {

    /**
     * @throws IllegalArgumentException if negative
     */
    public AtMost {
      if (patience.isNegative()) {
        throw new IllegalArgumentException("patience must not be negative, was " + patience);
      }
    }
  }
}
