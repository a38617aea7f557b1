package dev.rinha.service;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.redis.RedisStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Whether Redis answers and is set up so that it can keep what was accepted. Asks at most once a
 * second and remembers the answer in between; logs when it changes. Thread safe.
 */
final class RedisCheck {

  private static final long REMEMBERED_MILLIS = 1_000;
  private static final Logger LOG = Logger.getLogger(RedisCheck.class.getName());

  private final RedisStore store;
  private final InstantSource clock;
  private Optional<String> complaint = Optional.empty();
  private long askedAtMillis = Long.MIN_VALUE;

  RedisCheck(RedisStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  ReadinessCheck asReadinessCheck() {
    return new ReadinessCheck("redis", this::complaint);
  }

  private synchronized Optional<String> complaint() {
    long now = clock.millis();
    if (askedAtMillis == Long.MIN_VALUE || now - askedAtMillis >= REMEMBERED_MILLIS) {
      askedAtMillis = now;
      Optional<String> newComplaint = ask();
      if (!newComplaint.equals(complaint)) {
        LOG.warning(() -> "redis: " + newComplaint.orElse("all is well again"));
      }
      complaint = newComplaint;
    }
    return complaint;
  }

  private Optional<String> ask() {
    try {
      return store.health().problems().stream().reduce((one, other) -> one + "; " + other);
    } catch (StoreException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
