package dev.rinha.core.routing;

import dev.rinha.core.processor.Fee;

/** How long a payment may wait for a cheaper processor before a dearer one is paid. Immutable. */
public sealed interface Patience {

  /** As long as waiting is cheaper than the difference in fees, at the default cost of waiting. */
  Patience DEFAULT = new WorthTheFee(WorthTheFee.DEFAULT_COST);

  /**
   * How long it may wait for the one instead of paying the other.
   *
   * @return milliseconds
   */
  long millis(Fee cheaper, Fee dearer);

  /**
   * Whether so many wait that none should wait any longer, however short it has waited.
   *
   * @param waiting payments that wait
   * @param settled payments settled so far
   */
  boolean exposed(long waiting, long settled);

  /**
   * The same time whatever the fees are.
   *
   * @param millis not negative
   */
  record Fixed(long millis) implements Patience {

    /**
     * @throws IllegalArgumentException if negative
     */
    public Fixed {
      if (millis < 0) {
        throw new IllegalArgumentException("patience must not be negative, was " + millis + " ms");
      }
    }

    @Override
    public long millis(Fee cheaper, Fee dearer) {
      return millis;
    }

    @Override
    public boolean exposed(long waiting, long settled) {
      return false;
    }
  }

  /**
   * Waiting has a cost: while a payment waits, the chance to have it executed in time goes by. It
   * waits until that cost reaches what the dearer processor would charge in addition. Whoever
   * decides so pays at most twice what it would have paid had it known how long the cheaper one
   * stays away (the ski rental argument).
   *
   * <p>What waits is at risk: nobody knows whether it can still be executed when the waiting ends.
   * So that the fees saved never cost more than they are worth, what waits is kept below one per
   * cent of what was settled so far.
   *
   * @param costPartsPerMillionPerSecond what a second of waiting costs, in millionths of the amount
   */
  record WorthTheFee(int costPartsPerMillionPerSecond) implements Patience {

    /**
     * 2 % of the amount per second: a difference of ten percentage points is worth five seconds.
     */
    static final int DEFAULT_COST = 20_000;

    private static final int SETTLED_PER_WAITING = 100;

    /**
     * @throws IllegalArgumentException if not positive
     */
    public WorthTheFee {
      if (costPartsPerMillionPerSecond < 1) {
        throw new IllegalArgumentException(
            "a second of waiting must cost something, was " + costPartsPerMillionPerSecond);
      }
    }

    @Override
    public long millis(Fee cheaper, Fee dearer) {
      long difference = dearer.partsPerMillion() - (long) cheaper.partsPerMillion();
      return Math.max(0, difference * 1_000 / costPartsPerMillionPerSecond);
    }

    @Override
    public boolean exposed(long waiting, long settled) {
      return waiting * SETTLED_PER_WAITING > settled;
    }
  }
}
