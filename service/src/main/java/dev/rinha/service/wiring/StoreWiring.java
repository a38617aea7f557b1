package dev.rinha.service.wiring;

import dev.rinha.core.PaymentReader;
import dev.rinha.core.store.redis.RedisAccess;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.ServiceConfig.Redis;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.StoreTimes;
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
  public Role connect(ServiceConfig config, InstantSource clock) {
    StoreTimes times = new StoreTimes();
    RedisStore store = RedisStore.open(redis(config), times);
    store.requireKnownFormat();
    MetricsSource measured = MetricsSource.all(times, now -> connection(now, store));
    RedisCheck redis = new RedisCheck(store.inspection(), clock);
    return switch (config.mode()) {
      case API ->
          new Role.Api(
              accepting(store),
              payments(new PaymentReader(store.ledger(), config.fees())),
              new WorkerForward(config.worker(), config.intake().retryAfter()),
              new OtherWorkers(store.workers(), "", config.worker().tls()),
              window -> store.ledger().summary(window),
              List.of(redis.asReadinessCheck()),
              measured,
              store::close);
      case WORKER -> RouterEngine.of(config, store, clock).worker(redis, measured);
      case STANDALONE ->
          new Role.Standalone(
              accepting(store), RouterEngine.of(config, store, clock).worker(redis, measured));
    };
  }

  private static void connection(Measurements now, RedisStore store) {
    now.gauge("rinha_store_connected", "1 while the connection to Redis stands.")
        .value(store.connected() ? 1 : 0);
  }

  private static Role.Accepting accepting(RedisStore store) {
    return new Role.Accepting(store.intake(), store.intakeWithoutRoom());
  }

  private static OutcomeSource payments(PaymentReader reader) {
    return new OutcomeSource(reader::details, reader::whenFinished);
  }

  private static RedisSettings redis(ServiceConfig config) {
    RedisSettings settings =
        at(config.redis())
            .withNamespace(config.redis().namespace())
            .withPartitions(config.redis().partitions())
            .withReplicas(config.redis().replicas())
            .withEnvironment(config.environment())
            .withCommandTimeout(config.redis().commandTimeout())
            .withMaxUnfinished(config.intake().maxUnfinished());
    return config.redis().requireAppendOnlyFile() ? settings : settings.withoutAppendOnlyFile();
  }

  /**
   * Where Redis is, as whom to connect, and what is believed of it.
   *
   * @throws ConfigException if one of these does not go with another; shows no password
   */
  public static RedisSettings at(ServiceConfig.Redis redis) {
    try {
      return with(RedisSettings.at(redis.addresses().value()), redis);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("redis.address: " + e.getMessage());
    }
  }

  /**
   * The same at another address.
   *
   * @throws IllegalArgumentException if certificates or a user do not go with it
   */
  public static RedisSettings with(RedisSettings there, ServiceConfig.Redis redis) {
    String user = redis.username().equals(Redis.DEFAULT_USER) ? "" : redis.username();
    RedisAccess own = there.access();
    boolean given = !(user.isEmpty() && redis.password().value().isEmpty());
    if (given && !own.password().isEmpty()) {
      throw new IllegalArgumentException(
          "it has a password, and so has redis.username or redis.password: leave out one of them");
    }
    return there.withAccess(
        given
            ? new RedisAccess(user, redis.password().value(), redis.tls())
            : new RedisAccess(own.username(), own.password(), redis.tls()));
  }
}
