package dev.rinha.service.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets requests wait for something without the permits of those that are handled, up to a number of
 * its own. Thread safe.
 */
final class WaitingRequests {

  private final RequestPermits permits;
  private final Semaphore places;
  private final CompletableFuture<?> stop;

  /**
   * @param permits of the requests that are handled, of which each that comes here holds one
   * @param most how many may wait
   * @param stop ends the waiting of all: what is known then is answered within the grace
   */
  WaitingRequests(RequestPermits permits, int most, CompletableFuture<?> stop) {
    this.permits = permits;
    this.stop = stop;
    this.places = new Semaphore(most);
  }

  /**
   * Waits until that completes, in whatever way, the time is over, or the process stops; cancels it
   * then.
   *
   * @return false if there was no place to wait
   */
  boolean await(CompletableFuture<?> event, Duration bound) {
    if (!places.tryAcquire()) {
      return false;
    }
    permits.giveBack();
    try {
      CompletableFuture.anyOf(event, stop).get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Whoever waited looks again.
    } finally {
      event.cancel(false);
      permits.takeAgain();
      places.release();
    }
    return true;
  }
}
