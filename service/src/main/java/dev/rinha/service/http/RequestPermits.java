package dev.rinha.service.http;

import io.helidon.webserver.http.Handler;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many requests are handled at once. A permit is held by what has arrived and is worked at: not
 * by a body that is still arriving, not by who waits for a payment, and health needs none. Thread
 * safe.
 */
final class RequestPermits {

  private final Semaphore permits;
  private final Duration retryAfter;

  /**
   * @param most how many at once
   * @param retryAfter for the others
   */
  RequestPermits(int most, Duration retryAfter) {
    this.permits = new Semaphore(most);
    this.retryAfter = retryAfter;
  }

  /** The same with a permit. */
  Handler around(Handler handler) {
    return (request, response) -> {
      take();
      try {
        handler.handle(request, response);
      } finally {
        giveBack();
      }
    };
  }

  /**
   * @throws ProblemException if there is none left
   */
  void take() {
    if (!permits.tryAcquire()) {
      throw Problem.of(ProblemType.OVERLOADED, "too many requests at once; try again later")
          .retryAfter(retryAfter)
          .toException();
    }
  }

  /** Takes one again that was given back for a while, also where that makes it one too many. */
  void takeAgain() {
    permits.acquireUninterruptibly();
  }

  void giveBack() {
    permits.release();
  }
}
