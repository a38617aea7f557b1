package dev.rinha.service.wiring;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.service.http.ReadinessCheck;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * Whether Redis answers and is set up so that it can keep what was accepted. Asks at most once a
 * second and remembers the answer in between; logs when it changes what is wrong with Redis. That
 * it is away the store logs itself. Thread safe.
 */
final class RedisCheck {

  private static final long REMEMBERED_MILLIS = 1_000;
  private static final Logger LOG = Logger.getLogger(RedisCheck.class.getName());

  private final StoreInspection store;
  private final InstantSource clock;
  private Optional<String> complaint = Optional.empty();
  private Optional<String> told = Optional.empty();
  private long askedAtMillis = Long.MIN_VALUE;

  RedisCheck(StoreInspection store, InstantSource clock) {
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
      complaint = ask();
    }
    return complaint;
  }

  private Optional<String> ask() {
    try {
      Optional<String> problem =
          store.health().problems().stream().reduce((one, other) -> one + "; " + other);
      if (!problem.equals(told)) {
        LOG.warning(() -> "redis: " + problem.orElse("all is well again"));
        told = problem;
      }
      return problem;
    } catch (StoreException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
