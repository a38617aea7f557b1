package dev.rinha.core.execution;

/**
 * One moment on the two clocks of a process. Durations are measured on the monotonic one; what is
 * written down for others is wall time, which somebody may set at any time.
 *
 * @param monotonicMillis milliseconds since some moment in this process, of no meaning outside of
 *     it
 * @param wallMillis milliseconds since the epoch
 */
public record Now(long monotonicMillis, long wallMillis) {

  /**
   * A moment of wall time on the monotonic clock, as far as can be told: if it seems to be in the
   * future one of the clocks was set, and it is now.
   */
  long monotonicMillisOf(long thenWallMillis) {
    return monotonicMillis - Math.max(0, wallMillis - thenWallMillis);
  }
}
