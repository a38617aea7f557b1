package dev.rinha.bench.load;

import java.time.Duration;

/** Monotonic time since its start. */
public record Stopwatch(long startNanos) {

  public static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  public long millis() {
    return nanos() / 1_000_000;
  }

  /** From now until that many milliseconds after the start; zero when it has passed. */
  public Duration until(long elapsedMillis) {
    return Duration.ofNanos(Math.max(0, elapsedMillis * 1_000_000 - nanos()));
  }
}
