package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.StoreServer;
import java.util.Optional;

/** What Redis, and the store in it, say of themselves. */
final class RedisInspection implements StoreInspection {

  private final RedisContext context;

  RedisInspection(RedisContext context) {
    this.context = context;
  }

  @Override
  public Optional<String> environment() {
    return Optional.of(context.run(Script.ENVIRONMENT).text(0)).filter(name -> !name.isEmpty());
  }

  @Override
  public boolean exists() {
    return context.exists();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Version, persistence, eviction, memory, and whether Redis takes writes.
   */
  @Override
  public StoreHealth health() {
    HealthCheck check = new HealthCheck(context, context.settings());
    return context.makes() ? context.withQueue(() -> check.run(true)) : check.run(false);
  }

  @Override
  public StoreServer server() {
    return context.link().server();
  }
}
