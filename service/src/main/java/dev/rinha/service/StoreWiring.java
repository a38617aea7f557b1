package dev.rinha.service;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.ServiceConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Connects the role of this process to the store in Redis and, where it executes, to the
 * processors.
 */
public final class StoreWiring implements Wiring {

  @Override
  public Role connect(ServiceConfig config) {
    RedisStore store = RedisStore.open(redis(config));
    ReadinessCheck redis = new RedisCheck(store, InstantSource.system()).asReadinessCheck();
    return switch (config.mode()) {
      case API -> new Role.Api(store, List.of(redis), store::close);
      case WORKER -> {
        PaymentRouter router = router(config, store);
        yield new Role.Worker(
            router::summary, router::purge, engine(router), checks(router, redis), router::close);
      }
      case STANDALONE -> {
        PaymentRouter router = router(config, store);
        yield new Role.Standalone(
            store,
            router::summary,
            router::purge,
            engine(router),
            checks(router, redis),
            router::close);
      }
    };
  }

  private static RedisSettings redis(ServiceConfig config) {
    return RedisSettings.at(config.redis().address().toString())
        .withNamespace(config.redis().namespace())
        .withCommandTimeout(config.redis().commandTimeout())
        .withMaxUnfinished(config.intake().maxUnfinished());
  }

  private static PaymentRouter router(ServiceConfig config, RedisStore store) {
    ServiceConfig.Execution execution = config.execution();
    ExecutionSettings defaults = ExecutionSettings.DEFAULTS;
    PaymentRouter.Builder builder =
        PaymentRouter.builder(store)
            .patience(config.routing().patience())
            .execution(
                new ExecutionSettings(
                    defaults.prefetch(),
                    execution.claimTimeout().toMillis(),
                    execution.inDoubtBound().toMillis(),
                    execution.maxAge().toMillis(),
                    defaults.maxResolving()));
    try {
      builder.policy(RoutingPolicies.named(config.routing().policy()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("routing.policy: " + e.getMessage());
    }
    for (ServiceConfig.Processor processor : config.processors()) {
      builder.processor(
          new ProcessorSettings(
              processor.name(),
              processor.fee(),
              processor.maxInFlight(),
              processor.responseTimeout().toMillis()),
          new HelidonProcessorClient(processor.url(), processor.connectTimeout()));
    }
    return builder.build();
  }

  private static List<ReadinessCheck> checks(PaymentRouter router, ReadinessCheck redis) {
    ReadinessCheck worker =
        new ReadinessCheck(
            "worker",
            () ->
                router.working()
                    ? Optional.empty()
                    : Optional.of("does not run; see the log and restart the process"));
    return List.of(redis, worker);
  }

  private static Engine engine(PaymentRouter router) {
    return new Engine() {
      @Override
      public void start() {
        router.start();
      }

      @Override
      public void stop(Duration grace) {
        router.stop(grace);
      }
    };
  }
}
