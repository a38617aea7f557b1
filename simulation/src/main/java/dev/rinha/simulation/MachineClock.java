package dev.rinha.simulation;

import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of one machine, which somebody sets now and then. Not thread safe. */
final class MachineClock implements InstantSource {

  private final VirtualClock virtualClock;
  private long aheadMillis;

  MachineClock(VirtualClock virtualClock) {
    this.virtualClock = virtualClock;
  }

  @Override
  public long millis() {
    return virtualClock.millis() + aheadMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** Is set forward, or back if negative. */
  void jump(long millis) {
    aheadMillis += millis;
  }
}
