package dev.rinha.service.http;

import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns what a store throws into what an operator reads and a caller is told. */
final class StoreCalls {

  private static final Logger LOG = Logger.getLogger(StoreCalls.class.getName());

  private StoreCalls() {}

  /**
   * @throws ProblemException 503 with {@code Retry-After} if the store does not answer
   */
  static <T> T answered(Supplier<T> call, Duration retryAfter) {
    try {
      return call.get();
    } catch (StoreException e) {
      // The store tells operators itself, once and not for each request.
      LOG.log(Level.FINE, "store does not answer: {0}", e.getMessage());
      throw Problem.of(ProblemType.STORE_UNAVAILABLE, "the store does not answer; try again later")
          .retryAfter(retryAfter)
          .toException();
    }
  }
}
