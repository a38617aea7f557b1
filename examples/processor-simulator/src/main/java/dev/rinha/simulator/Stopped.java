package dev.rinha.simulator;

import io.helidon.webserver.CloseConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The simulator was stopped while a request was held back: the connection is closed and nothing
 * more happens.
 */
final class Stopped extends CloseConnectionException {

  private static final Duration LONGEST_NAP = Duration.ofMillis(10);

  private Stopped(InterruptedException cause) {
    super("stopped while a request was held back", cause);
  }

  static Stopped by(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new Stopped(interrupted);
  }

  /** Holds the request back for so long, or until the simulator stops. */
  static void orSleptFor(Duration duration) {
    if (duration.isZero()) {
      return;
    }
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      throw by(interrupted);
    }
  }

  /**
   * Holds the request back until that instant by the given clock, which need not run like ours:
   * short naps.
   */
  static void orSleptUntil(Instant instant, Clock clock) {
    Duration left = Duration.between(clock.instant(), instant);
    while (left.isPositive()) {
      orSleptFor(left.compareTo(LONGEST_NAP) < 0 ? left : LONGEST_NAP);
      left = Duration.between(clock.instant(), instant);
    }
  }
}
