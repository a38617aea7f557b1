package dev.rinha.simulator;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something to become true, with a bound. */
final class Eventually {

  private static final long BOUND_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  private Eventually() {}

  static void holds(BooleanSupplier condition, Supplier<?> otherwise) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > BOUND_NANOS) {
        throw new AssertionError("did not come true within 10 s: " + otherwise.get());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
