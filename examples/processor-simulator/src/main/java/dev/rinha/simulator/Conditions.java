package dev.rinha.simulator;

import dev.rinha.simulator.Faults.Fault;
import java.time.Duration;
import java.util.Random;

/**
 * What a test drives while the processor runs: delay, failure, token, faults. Thread-safe; each
 * change acts at once.
 */
final class Conditions {

  static final Duration MAX_DELAY = Duration.ofMinutes(10);

  private static final int PERMILLE = 1000;

  private final Random random;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean failing;
  private volatile String token = "";
  private volatile Faults faults = Faults.none();

  Conditions(String token, Random random) {
    this.random = random;
    token(token);
  }

  Duration delay() {
    return delay;
  }

  void delay(Duration delay) {
    requireDelay("delay", delay);
    this.delay = delay;
  }

  boolean failing() {
    return failing;
  }

  void failing(boolean failing) {
    this.failing = failing;
  }

  boolean accepts(String token) {
    return this.token.equals(token);
  }

  void token(String token) {
    if (token.isBlank()) {
      throw new IllegalArgumentException("token must not be blank");
    }
    this.token = token;
  }

  Faults faults() {
    return faults;
  }

  void faults(Faults faults) {
    this.faults = faults;
  }

  /**
   * The fault for the request that just arrived. The same seed and order of arrival give the same
   * faults.
   */
  Fault nextFault() {
    Faults current = faults;
    return current.any() ? current.pick(random.nextInt(PERMILLE)) : Fault.NONE;
  }

  static void requireDelay(String name, Duration delay) {
    if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
      throw new IllegalArgumentException(
          name + " must be from 0 to " + MAX_DELAY.toMillis() + " ms, not " + delay.toMillis());
    }
  }
}
