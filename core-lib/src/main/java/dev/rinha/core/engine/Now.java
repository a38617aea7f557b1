package dev.rinha.core.engine;

/**
 * One moment on the two clocks of a process. Durations are measured on the monotonic one; what is
 * written down for others is wall time, which somebody may set at any time.
 *
 * @param monotonicMillis milliseconds since some moment in this process, of no meaning outside of
 *     it
 * @param wallMillis milliseconds since the epoch
 */
public record Now(long monotonicMillis, long wallMillis) {

  /** So much later, on both clocks. */
  Now plusMillis(long millis) {
    return new Now(monotonicMillis + millis, wallMillis + millis);
  }

  /** The earlier one, on each clock for itself. */
  Now orBefore(Now other) {
    return new Now(
        Math.min(monotonicMillis, other.monotonicMillis), Math.min(wallMillis, other.wallMillis));
  }

  /**
   * Whether this is after a moment, by any of the two clocks: the monotonic one may stand still
   * while a machine is suspended, and the other one may have been set.
   */
  boolean perhapsAfter(Now other) {
    return monotonicMillis > other.monotonicMillis || wallMillis > other.wallMillis;
  }

  /**
   * A moment of wall time on the monotonic clock, as far as can be told: if it seems to be in the
   * future one of the clocks was set, and it is now.
   */
  long monotonicMillisOf(long thenWallMillis) {
    return monotonicMillis - Math.max(0, wallMillis - thenWallMillis);
  }
}
