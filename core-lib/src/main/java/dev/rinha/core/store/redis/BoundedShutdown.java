package dev.rinha.core.store.redis;

import io.lettuce.core.AbstractRedisClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends a client of Lettuce within a bound. Its own shutdown waits for every connection without one,
 * and one that is being made anew meanwhile may never end (Lettuce issue 2278).
 */
final class BoundedShutdown {

  private static final Logger LOG = Logger.getLogger(BoundedShutdown.class.getName());
  private static final Duration BOUND = Duration.ofSeconds(2);

  private BoundedShutdown() {}

  /** Returns when it has ended, after two seconds at the latest. */
  static void of(AbstractRedisClient client) {
    try {
      client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.FINE, "a client of Redis has not ended: {0}", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
