package dev.rinha.core.store;

import java.util.OptionalLong;

/**
 * The way to forget what is finished and old. What is forgotten leaves every record in the same
 * atomic step: its own, ledger, aggregates, lists and counters. Its correlation id is free again: a
 * client that still repeats it makes a new payment.
 *
 * <p>Each call is one small step; repeat it until it answers 0. Unfinished payments are never
 * forgotten.
 */
public interface Retention {

  /** The most that one step forgets. */
  int MOST_PER_STEP = 256;

  /** The store's own clock, in milliseconds since the epoch. */
  long nowMillis();

  /**
   * The minute of the oldest settled payment, in milliseconds since the epoch; empty if none is.
   */
  OptionalLong oldestSettledMinute();

  /**
   * Forgets the oldest settled payments.
   *
   * @param beforeMillis those whose {@code requestedAt} lies in a minute that ended before this
   *     time, in milliseconds since the epoch
   * @param max at most this many, above 0, and at most {@link #MOST_PER_STEP}
   * @return how many it were; 0 only if there are none
   */
  int forgetSettled(long beforeMillis, int max);

  /**
   * Forgets the oldest dead letters.
   *
   * @param beforeMillis those that died before this time, in milliseconds since the epoch
   * @param max as above
   * @return as above
   */
  int forgetDead(long beforeMillis, int max);

  /**
   * Forgets the oldest discarded dead letters.
   *
   * @param beforeMillis those that were discarded before this time, in milliseconds since the epoch
   * @param max as above
   * @return as above
   */
  int forgetDiscarded(long beforeMillis, int max);
}
