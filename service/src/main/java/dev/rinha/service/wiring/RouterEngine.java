package dev.rinha.service.wiring;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.PaymentSource;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.metrics.WorkerMetrics;
import dev.rinha.service.role.Engine;
import dev.rinha.service.role.Role;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What executes payments, around one router. */
final class RouterEngine implements Engine {

  private final PaymentRouter router;
  private final InstantSource clock;

  private RouterEngine(PaymentRouter router, InstantSource clock) {
    this.router = router;
    this.clock = clock;
  }

  /** Creates the router; nothing is executed before {@link #start}. */
  static RouterEngine of(ServiceConfig config, PaymentStore store, InstantSource clock) {
    return new RouterEngine(router(config, store), clock);
  }

  Role.Worker worker(ReadinessCheck redis) {
    return new Role.Worker(
        new PaymentSource(router::details, router::whenFinished),
        router::summary,
        router::purge,
        this,
        new WorkerMetrics(router, clock),
        this::quotes,
        checks(redis),
        router::close);
  }

  @Override
  public void start(CompletableFuture<Throwable> defect) {
    var _ = router.defect().thenAccept(defect::complete);
    router.start();
  }

  @Override
  public void stop(Duration grace) {
    router.stop(grace);
  }

  private static PaymentRouter router(ServiceConfig config, PaymentStore store) {
    PaymentRouter.Builder builder =
        PaymentRouter.builder(store).execution(config.execution().settings());
    builder.policy(RoutingPolicy.named(config.routing().policy(), config.routing().waiting()));
    if (config.routing().healthChecks()) {
      builder.healthBoard(store.healthBoard());
    }
    if (config.traffic().kept().isPositive()) {
      builder.trafficLog(store.traffic(), config.traffic().kept());
    }
    for (ServiceConfig.Processor processor : config.processors()) {
      builder.processor(processor.settings(), client(processor));
    }
    return builder.build();
  }

  private List<Quote> quotes(UUID correlationId) {
    return router.working() ? router.quotes(correlationId) : List.of();
  }

  private static HelidonProcessorClient client(ServiceConfig.Processor processor) {
    HelidonProcessorClient.Builder client =
        HelidonProcessorClient.builder(processor.url())
            .connectTimeout(processor.connectTimeout())
            .meanings(processor.meanings());
    processor.headers().values().forEach(client::header);
    return client.build();
  }

  private List<ReadinessCheck> checks(ReadinessCheck redis) {
    ReadinessCheck worker =
        new ReadinessCheck(
            "worker",
            () ->
                router.working()
                    ? router.standsBack()
                    : Optional.of("does not run; see the log and restart the process"));
    return List.of(redis, worker, new ReadinessCheck("routing", router::policyFault));
  }
}
