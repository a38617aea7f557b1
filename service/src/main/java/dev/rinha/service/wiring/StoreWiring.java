package dev.rinha.service.wiring;

import dev.rinha.core.PaymentReader;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.Address;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.WorkerForward;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.StoreTimes;
import dev.rinha.service.role.Role;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

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
              new OtherWorkers(store.workers(), ""),
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
        RedisSettings.at(
                config.redis().addresses().stream()
                    .map(Address::toString)
                    .collect(Collectors.joining(",")))
            .withNamespace(config.redis().namespace())
            .withPartitions(config.redis().partitions())
            .withReplicas(config.redis().replicas())
            .withEnvironment(config.environment())
            .withCommandTimeout(config.redis().commandTimeout())
            .withMaxUnfinished(config.intake().maxUnfinished());
    return config.redis().requireAppendOnlyFile() ? settings : settings.withoutAppendOnlyFile();
  }
}
