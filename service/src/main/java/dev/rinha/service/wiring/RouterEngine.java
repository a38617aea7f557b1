package dev.rinha.service.wiring;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.RouterObserver;
import dev.rinha.core.processor.ConnectionCounts;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.DashboardSource;
import dev.rinha.service.http.OperatorActs;
import dev.rinha.service.http.OtherWorkers;
import dev.rinha.service.http.OutcomeSource;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.metrics.ConnectionMetrics;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.OutboxMetrics;
import dev.rinha.service.metrics.PaymentMetrics;
import dev.rinha.service.metrics.WorkerMetrics;
import dev.rinha.service.role.Engine;
import dev.rinha.service.role.Role;
import dev.rinha.service.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What executes payments, around one router. */
final class RouterEngine implements Engine {

  private final OtherWorkers others;
  private final OwnAddress address;
  private final PaymentRouter router;
  private final PaymentStore store;
  private final PaymentMetrics payments;
  private final MetricsSource connections;
  private final Webhooks webhooks;
  private final OperatorActs acts;
  private final InstantSource clock;

  private RouterEngine(
      OtherWorkers others,
      OwnAddress address,
      PaymentRouter router,
      PaymentStore store,
      PaymentMetrics payments,
      MetricsSource connections,
      Webhooks webhooks,
      OperatorActs acts,
      InstantSource clock) {
    this.others = others;
    this.address = address;
    this.router = router;
    this.store = store;
    this.payments = payments;
    this.connections = connections;
    this.webhooks = webhooks;
    this.acts = acts;
    this.clock = clock;
  }

  /** Creates the router; nothing is executed before {@link #start}. */
  static RouterEngine of(ServiceConfig config, PaymentStore store, InstantSource clock) {
    PaymentMetrics payments = new PaymentMetrics(config.fees());
    Map<String, HelidonProcessorClient> clients = new LinkedHashMap<>();
    config.processors().forEach(processor -> clients.put(processor.name(), client(processor)));
    Map<String, Supplier<ConnectionCounts>> connections = new LinkedHashMap<>();
    clients.forEach((name, client) -> connections.put(name, client::connections));
    String name = "worker-" + UUID.randomUUID();
    OwnAddress address = new OwnAddress(config.server());
    return new RouterEngine(
        new OtherWorkers(store.workers(), name, config.worker().tls()),
        address,
        router(config, clients, store, payments).workerName(name).address(address).build(),
        store,
        payments,
        new ConnectionMetrics(connections),
        new Webhooks(config, store.outbox(), clock),
        acts(clients, store, clock),
        clock);
  }

  Role.Worker worker(RedisCheck redis, MetricsSource storeTimes) {
    MetricsSource worker = new WorkerMetrics(router, clock);
    return new Role.Worker(
        new OutcomeSource(router::details, router::whenFinished),
        new PaymentSearch(store.lists()),
        others,
        router::awaitSettled,
        router::summary,
        router::purge,
        this,
        MetricsSource.all(
            worker,
            payments,
            connections,
            storeTimes,
            redis,
            new OutboxMetrics(store.outbox(), clock),
            webhooks),
        this::quotes,
        new DashboardSource(this::workers, this::quotes),
        store.outbox(),
        store.operatorLog(),
        acts,
        checks(redis.asReadinessCheck()),
        router::close);
  }

  private static OperatorActs acts(
      Map<String, HelidonProcessorClient> clients, PaymentStore store, InstantSource clock) {
    return new OperatorActs(
        store,
        clients.keySet(),
        (processor, id) -> requireNonNull(clients.get(processor)).find(id),
        clock);
  }

  @Override
  public void start(CompletableFuture<Throwable> defect, int port) {
    address.listensOn(port);
    var _ = router.defect().thenAccept(defect::complete);
    router.start();
    webhooks.start();
  }

  @Override
  public void stop(Duration grace) {
    router.stop(grace);
    webhooks.close();
  }

  private static PaymentRouter.Builder router(
      ServiceConfig config,
      Map<String, HelidonProcessorClient> clients,
      PaymentStore store,
      RouterObserver observer) {
    PaymentRouter.Builder builder =
        PaymentRouter.builder(store).execution(config.execution().settings()).observer(observer);
    builder.policy(RoutingPolicy.named(config.routing().policy(), config.routing().waiting()));
    if (config.routing().healthChecks()) {
      builder.healthBoard(store.healthBoard());
    }
    if (config.traffic().kept().isPositive()) {
      builder.trafficLog(store.traffic(), config.traffic().kept());
    }
    config.retention().settled().ifPresent(builder::keepSettled);
    config.retention().deadLetters().ifPresent(builder::keepDeadLetters);
    config.retention().operatorLog().ifPresent(builder::keepOperatorLog);
    for (ServiceConfig.Processor processor : config.processors()) {
      builder.processor(processor.settings(), requireNonNull(clients.get(processor.name())));
    }
    return builder;
  }

  private List<Quote> quotes(UUID correlationId) {
    return router.working() ? router.quotes(correlationId) : List.of();
  }

  private List<Quote> quotes() {
    return router.working() ? router.quotes(DashboardSource.QUOTED) : List.of();
  }

  private List<String> workers() {
    return store.workers().all().stream().map(WorkerTerms::worker).sorted().toList();
  }

  private static HelidonProcessorClient client(ServiceConfig.Processor processor) {
    HelidonProcessorClient.Builder client =
        HelidonProcessorClient.builder(processor.url())
            .connectTimeout(processor.connectTimeout())
            .tls(processor.tls())
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
