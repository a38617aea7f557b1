package dev.rinha.core.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, within a bound. */
public final class Poll {

  private static final Duration PACE = Duration.ofMillis(2);
  private static final Duration BOUND = Duration.ofSeconds(10);

  private Poll() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what what is waited for, in words for the failure
   * @throws AssertionError if it does not hold within ten seconds
   */
  public static void until(String what, BooleanSupplier condition) {
    until(what, BOUND, condition);
  }

  /**
   * The same with another bound.
   *
   * @throws AssertionError if it does not hold within the bound
   */
  public static void until(String what, Duration bound, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        throw new AssertionError("not within " + bound + ": " + what);
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
  }
}
