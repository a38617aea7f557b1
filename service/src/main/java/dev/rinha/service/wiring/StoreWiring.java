package dev.rinha.service.wiring;

import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.role.ReadinessCheck;
import dev.rinha.service.role.Role;
import java.time.InstantSource;
import java.util.List;

/**
 * Connects the role of this process to the store in Redis and, where it executes, to the
 * processors.
 *
 * <p>Everything that names a class of the execution is in {@link RouterEngine}, which a gateway
 * never loads: already the verification of a method that hands on a processor client loads such
 * classes.
 */
public final class StoreWiring implements Wiring {

  @Override
  public Role connect(ServiceConfig config) {
    RedisStore store = RedisStore.open(redis(config));
    store.requireKnownFormat();
    ReadinessCheck redis =
        new RedisCheck(store.inspection(), InstantSource.system()).asReadinessCheck();
    return switch (config.mode()) {
      case API ->
          new Role.Api(store.intake(), store.intakeWithoutRoom(), List.of(redis), store::close);
      case WORKER -> RouterEngine.of(config, store).worker(redis);
      case STANDALONE ->
          RouterEngine.of(config, store).standalone(redis, store.intakeWithoutRoom());
    };
  }

  private static RedisSettings redis(ServiceConfig config) {
    RedisSettings settings =
        RedisSettings.at(config.redis().address().toString())
            .withNamespace(config.redis().namespace())
            .withEnvironment(config.environment())
            .withCommandTimeout(config.redis().commandTimeout())
            .withMaxUnfinished(config.intake().maxUnfinished());
    return config.redis().requireAppendOnlyFile() ? settings : settings.withoutAppendOnlyFile();
  }
}
