package dev.rinha.core;

import dev.rinha.core.store.Retention;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Forgets what is finished and older than it is to be kept, in small steps with pauses between
 * them, so that the store is busy with it for a twentieth of the time at most. All workers of a
 * store may do it at once. What is old is said by two clocks, its own and the store's: one of them
 * alone that is wrong has nothing forgotten. Thread safe.
 */
final class RetentionTask implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** How much longer a pause is than the step before it. */
  private static final int PAUSE_FACTOR = 19;

  private static final Logger LOG = Logger.getLogger(RetentionTask.class.getName());

  private final Retention retention;
  private final Optional<Duration> settledKept;
  private final Optional<Duration> deadLettersKept;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread rounds = Thread.ofVirtual().name("rinha-retention").unstarted(this::goRound);

  /**
   * Creates a task; {@link #start} sets it to work.
   *
   * @param settledKept for how long settled payments are kept; empty for ever
   * @param deadLettersKept the same of dead letters, discarded ones included
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  RetentionTask(
      Retention retention,
      Optional<Duration> settledKept,
      Optional<Duration> deadLettersKept,
      InstantSource clock,
      LongSupplier nanos) {
    this.retention = retention;
    this.settledKept = settledKept;
    this.deadLettersKept = deadLettersKept;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Begins to forget. May be called once. */
  void start() {
    rounds.start();
  }

  /** Ends after the step that is being done. */
  @Override
  public void close() {
    closed.countDown();
  }

  private void goRound() {
    while (!closedWithin(INTERVAL.toNanos())) {
      try {
        round();
      } catch (StoreException e) {
        // The store tells operators itself.
        LOG.log(Level.FINE, "nothing is forgotten at the moment: {0}", e.getMessage());
      }
    }
  }

  /** Forgets all that is old enough now. */
  void round() {
    long now = Math.min(clock.millis(), retention.nowMillis());
    settledKept.ifPresent(
        kept -> {
          long before = now - kept.toMillis();
          forget(
              "settled payments", () -> retention.forgetSettled(before, Retention.MOST_PER_STEP));
        });
    deadLettersKept.ifPresent(
        kept -> {
          long before = now - kept.toMillis();
          forget("dead letters", () -> retention.forgetDead(before, Retention.MOST_PER_STEP));
          forget(
              "discarded letters",
              () -> retention.forgetDiscarded(before, Retention.MOST_PER_STEP));
        });
  }

  private void forget(String what, IntSupplier step) {
    long all = 0;
    int some;
    long tookNanos;
    do {
      long begunNanos = nanos.getAsLong();
      some = step.getAsInt();
      tookNanos = nanos.getAsLong() - begunNanos;
      all += some;
    } while (some > 0 && !closedWithin(PAUSE_FACTOR * tookNanos));
    if (all > 0) {
      LOG.log(Level.INFO, "{0} {1} were old enough to be forgotten", new Object[] {all, what});
    }
  }

  private boolean closedWithin(long waitNanos) {
    try {
      return closed.await(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
