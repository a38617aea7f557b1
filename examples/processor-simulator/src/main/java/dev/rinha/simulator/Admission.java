package dev.rinha.simulator;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The processor's door: so many payments run, so many wait in line for one of them to end, the rest
 * are turned away at once.
 *
 * <p>Two semaphores: a <em>place</em> for everyone inside (running and waiting), taken or refused
 * on arrival, and a fair <em>turn</em> for those running.
 */
final class Admission {

  private final int runningLimit;
  private final int placesLimit;
  private final Semaphore places;
  private final Semaphore turns;

  Admission(int runningLimit, int waitingLimit) {
    if (runningLimit < 1 || waitingLimit < 0) {
      throw new IllegalArgumentException(
          "at least 1 payment must run and 0 wait, not " + runningLimit + " and " + waitingLimit);
    }
    this.runningLimit = runningLimit;
    placesLimit = Math.addExact(runningLimit, waitingLimit);
    places = new Semaphore(placesLimit);
    turns = new Semaphore(runningLimit, true);
  }

  /**
   * Does the work when its turn comes; empty, at once, if there is no place left.
   *
   * @throws Stopped if the thread is interrupted while it waits
   */
  <T> Optional<T> admit(Supplier<T> work) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return Optional.of(inTurn(work));
    } finally {
      places.release();
    }
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      turns.acquire();
    } catch (InterruptedException interrupted) {
      throw Stopped.by(interrupted);
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  int running() {
    return runningLimit - turns.availablePermits();
  }

  int waiting() {
    return Math.max(0, placesLimit - places.availablePermits() - running());
  }
}
