package dev.rinha.cli.bench;

import java.time.Duration;

/** Monotonic time since its start. */
record Stopwatch(long startNanos) {

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  long millis() {
    return nanos() / 1_000_000;
  }

  /** From now until that many milliseconds after the start; zero when it has passed. */
  Duration until(long elapsedMillis) {
    return Duration.ofNanos(Math.max(0, elapsedMillis * 1_000_000 - nanos()));
  }
}
