package dev.rinha.service.http;

import dev.rinha.core.PaymentClient;
import dev.rinha.core.store.Intake;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.metrics.IntakeMetrics;
import dev.rinha.service.metrics.MetricsEndpoint;
import dev.rinha.service.role.Purge;
import dev.rinha.service.role.Readiness;
import dev.rinha.service.role.Role;
import dev.rinha.service.role.SummarySource;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http1.Http1Config;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Builds the web server of a role: its endpoints, its limits. */
public final class ServiceServer {

  private ServiceServer() {}

  /**
   * @param forward where an API instance passes on what it does not answer itself
   */
  public static WebServer create(
      ServiceConfig config, Role role, Readiness readiness, Handler forward, InstantSource clock) {
    ServiceConfig.Server server = config.server();
    return WebServer.builder()
        .host(server.host())
        .port(server.port())
        .backlog(server.backlog())
        .maxTcpConnections(server.maxConnections())
        .maxPayloadSize((long) server.maxBodyBytes() * RequestBody.HARD_LIMIT_FACTOR)
        .concurrencyLimit(FixedLimit.builder().permits(server.maxConcurrentRequests()).build())
        .idleConnectionTimeout(server.idleTimeout())
        .shutdownGracePeriod(server.shutdownGrace())
        .shutdownHook(false)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .addProtocol(Http1Config.create())
        .protocolsDiscoverServices(false)
        .featuresDiscoverServices(false)
        .errorHandling(handling -> handling.includeEntity(true))
        .directHandlers(
            ErrorAnswers.directHandlers(server.maxBodyBytes(), config.intake().retryAfter()))
        .routing(routes(config, role, readiness, forward, clock).complete())
        .build();
  }

  private static HttpRoutes routes(
      ServiceConfig config, Role role, Readiness readiness, Handler forward, InstantSource clock) {
    HealthEndpoint health =
        new HealthEndpoint(
            readiness, config.mode().name().toLowerCase(Locale.ROOT), config.environment());
    IntakeMetrics intake = new IntakeMetrics();
    HttpRoutes routes = new HttpRoutes();
    switch (role) {
      case Role.Api api ->
          routes
              .endpoint(
                  Method.POST, "/payments", List.of(), gateway(config, api.intake(), intake, clock))
              .endpoint(Method.GET, "/metrics", new MetricsEndpoint(intake))
              .endpoint(
                  Method.GET, "/payments-summary", WindowQuery.PARAMETERS, health.whenWarm(forward))
              .endpoint(Method.POST, "/purge-payments", List.of(), health.whenWarm(forward));
      case Role.Worker worker ->
          books(routes, config, health, worker.summaries(), worker.purge())
              .endpoint(Method.GET, "/metrics", new MetricsEndpoint(worker.metrics()))
              .endpoint(
                  Method.GET, QuotesEndpoint.PATH, List.of(), new QuotesEndpoint(worker.quotes()));
      case Role.Standalone both ->
          books(routes, config, health, both.summaries(), both.purge())
              .endpoint(
                  Method.POST,
                  "/payments",
                  List.of(),
                  gateway(config, both.intake(), intake, clock))
              .endpoint(Method.GET, "/metrics", new MetricsEndpoint(intake, both.metrics()))
              .endpoint(
                  Method.GET, QuotesEndpoint.PATH, List.of(), new QuotesEndpoint(both.quotes()));
    }
    return routes
        .endpoint(Method.GET, "/healthz", health)
        .endpoint(Method.GET, "/openapi", new OpenApi());
  }

  private static Gateway gateway(
      ServiceConfig config, Intake intake, IntakeMetrics metrics, InstantSource clock) {
    return new Gateway(
        new PaymentClient(intake, clock),
        metrics,
        new RequestBody(config.server().maxBodyBytes()),
        config.intake().retryAfter());
  }

  private static HttpRoutes books(
      HttpRoutes routes,
      ServiceConfig config,
      HealthEndpoint health,
      SummarySource summaries,
      Purge purge) {
    SummaryEndpoint summary =
        new SummaryEndpoint(summaries, config.processorNames(), config.intake().retryAfter());
    return routes
        .endpoint(Method.GET, "/payments-summary", WindowQuery.PARAMETERS, health.whenWarm(summary))
        .endpoint(
            Method.POST,
            "/purge-payments",
            List.of(),
            health.whenWarm(new PurgeEndpoint(purge, config.intake().retryAfter())));
  }
}
