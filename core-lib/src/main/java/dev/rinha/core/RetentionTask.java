package dev.rinha.core;

import dev.rinha.core.store.Retention;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final List<Rule> rules;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread rounds = Thread.ofVirtual().name("rinha-retention").unstarted(this::goRound);

  /** Forgets at most so many of what is older than that, and says how many it were. */
  @FunctionalInterface
  interface Step {
    int forget(long beforeMillis, int max);
  }

  /**
   * For how long something is kept.
   *
   * @param what for the log, in the plural
   */
  record Rule(String what, Duration kept, Step step) {}

  /**
   * Creates a task; {@link #start} sets it to work.
   *
   * @param retention whose clock is asked as well
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  RetentionTask(Retention retention, List<Rule> rules, InstantSource clock, LongSupplier nanos) {
    this.retention = retention;
    this.rules = List.copyOf(rules);
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
    rules.forEach(rule -> forget(rule, now - rule.kept().toMillis()));
  }

  private void forget(Rule rule, long beforeMillis) {
    long all = 0;
    int some;
    long tookNanos;
    do {
      long begunNanos = nanos.getAsLong();
      some = rule.step().forget(beforeMillis, Retention.MOST_PER_STEP);
      tookNanos = nanos.getAsLong() - begunNanos;
      all += some;
    } while (some > 0 && !closedWithin(PAUSE_FACTOR * tookNanos));
    if (all > 0) {
      LOG.log(
          Level.INFO, "{0} {1} were old enough to be forgotten", new Object[] {all, rule.what()});
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
