package dev.rinha.core.store;

import dev.rinha.core.processor.HealthReport;
import java.util.Map;

/**
 * What all instances share about the health of the processors: the right to ask, and what came of
 * it. A purge does not touch it. Thread safe.
 */
public interface HealthBoard {

  /**
   * A report on the board.
   *
   * @param report the latest one
   * @param atMillis when it was published, in milliseconds since the epoch by the store's clock;
   *     tells one report from the next
   * @param ageMillis how long ago that was when the board was read, by the store's clock: whoever
   *     reads it need not have the time of whoever published it
   */
  record Seen(HealthReport report, long atMillis, long ageMillis) {}

  /**
   * Asks for the right to call a processor's health endpoint. Of all callers at all instances
   * exactly one gets it, and nobody again, the holder included, until it has expired. If the call
   * fails, the right may have been given to nobody until then.
   *
   * @param holder who asks; unique among the instances
   * @param leaseMillis when the right expires, by the store's clock; above 0. A right that lasts
   *     longer than this was given before that clock was set back, and does not count
   * @return whether the caller has it
   */
  boolean lease(String processor, String holder, long leaseMillis);

  /**
   * Publishes what came of a call and lets the lease go on for a while from now, so that it is the
   * end of the call and not its beginning from which the next one keeps its distance. Does nothing
   * if somebody else holds the lease by now.
   *
   * @param holder who had the lease
   * @param quietMillis for how long nobody gets the lease, by the store's clock; above 0
   */
  void publish(String processor, String holder, HealthReport report, long quietMillis);

  /** The latest report on each processor, by its name. */
  Map<String, Seen> read();
}
