package dev.rinha.core.engine;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Tells the time on both clocks of a process. Thread safe. */
@FunctionalInterface
public interface Clocks {

  /** This moment. */
  Now now();

  /** The monotonic clock of this machine, from 0 on, and that source of wall time. */
  static Clocks withWallTime(InstantSource wall) {
    long startNanos = System.nanoTime();
    return () ->
        new Now(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos), wall.millis());
  }
}
