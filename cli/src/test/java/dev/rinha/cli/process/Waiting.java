package dev.rinha.cli.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something to become true, with a bound. */
final class Waiting {

  private static final Duration POLL = Duration.ofMillis(20);

  private Waiting() {}

  /**
   * Polls until it is true.
   *
   * @param otherwise what to say if it is not in time
   * @return how long that took
   */
  static Duration until(BooleanSupplier condition, Duration bound, Supplier<String> otherwise) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + otherwise.get());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Lets load run, or a process be dead, for that long. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
