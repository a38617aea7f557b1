package dev.rinha.core.store;

import java.util.List;

/**
 * What operators have done, in the order in which it was written down. Nothing is changed in it,
 * and nothing removed but by {@link #forget}; it survives restarts and purges. An act is written
 * down before it is done, so that nothing is done that does not stand here; one that was then
 * refused, or did not come to its end, stands here too.
 */
public interface OperatorLog {

  /** The most acts that {@link #last} gives at once. */
  int MOST = 100_000;

  /** Adds one at the end. */
  void append(OperatorAct act);

  /**
   * The last ones, the latest last.
   *
   * @param max at most this many, from 1 to {@link #MOST}
   * @throws IllegalArgumentException if it is not
   */
  List<OperatorAct> last(int max);

  /**
   * Forgets the oldest acts; one small step, to be repeated until it answers 0.
   *
   * @param beforeMillis those that were written down before this time by the store's clock, in
   *     milliseconds since the epoch
   * @param max at most this many, above 0, and at most {@link Retention#MOST_PER_STEP}
   * @return how many it were; 0 only if there are none
   */
  int forget(long beforeMillis, int max);

  /**
   * @throws IllegalArgumentException if nobody may ask for so many
   */
  static void requireMax(int max) {
    if (max < 1 || max > MOST) {
      throw new IllegalArgumentException("must be from 1 to %s, was %s".formatted(MOST, max));
    }
  }
}
