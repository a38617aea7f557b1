package dev.rinha.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One health call per window, shared by every caller; two more callers are told to wait for the
 * windows that follow, the rest are refused. Windows are fixed and follow each other without gap
 * from the first call on, so two calls may come close together on both sides of a boundary, as at
 * the real processor. Pure but for the reservations; thread-safe.
 */
final class HealthWindow {

  private static final int MAX_WAITING = 2;

  private final Duration length;
  private @Nullable Instant origin;
  private long nextFree;

  HealthWindow(Duration length) {
    if (!length.isPositive()) {
      throw new IllegalArgumentException("health window must be longer than 0, not " + length);
    }
    this.length = length;
  }

  /** When the call that arrives now may be answered: now, later, or (empty) never. */
  synchronized Optional<Instant> reserve(Instant now) {
    Instant start = origin == null ? now : origin;
    origin = start;
    long current = Duration.between(start, now).dividedBy(length);
    long granted = Math.max(current, nextFree);
    if (granted - current > MAX_WAITING) {
      return Optional.empty();
    }
    nextFree = granted + 1;
    return Optional.of(granted == current ? now : start.plus(length.multipliedBy(granted)));
  }

  Duration length() {
    return length;
  }
}
