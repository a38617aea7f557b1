package dev.rinha.cli.basics;

import dev.rinha.bench.load.StopSignal;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * At most so many steps per second, evenly spread, until somebody wants to stop. What was missed is
 * not caught up with. Used by one thread.
 */
public final class Pace {

  private final long gapNanos;
  private final StopSignal stop;
  private final LongSupplier nanoTime;
  private long dueNanos;

  /**
   * Begins now.
   *
   * @param perSecond how many steps; 0 for as fast as they go
   */
  public Pace(int perSecond, StopSignal stop) {
    this(perSecond, stop, System::nanoTime);
  }

  Pace(int perSecond, StopSignal stop, LongSupplier nanoTime) {
    this.gapNanos = perSecond <= 0 ? 0 : Duration.ofSeconds(1).toNanos() / perSecond;
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.dueNanos = nanoTime.getAsLong();
  }

  /** Waits until so many steps may be made; false if there are to be no more. */
  public boolean next(int steps) {
    long now = nanoTime.getAsLong();
    long waitNanos = gapNanos == 0 ? 0 : dueNanos - now;
    if (stop.isRaised() || waitNanos > 0 && stop.await(Duration.ofNanos(waitNanos))) {
      return false;
    }
    dueNanos = Math.max(dueNanos, now) + gapNanos * steps;
    return true;
  }
}
