package dev.rinha.service.http;

import dev.rinha.service.config.ServiceConfig;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Builds the web server of a process: its endpoints, its limits. */
public final class ServiceServer {

  private ServiceServer() {}

  /**
   * @param endpoints adds those that not every process has
   */
  public static WebServer create(
      ServiceConfig config,
      Consumer<Endpoints> endpoints,
      Readiness readiness,
      InstantSource clock) {
    ServiceConfig.Server server = config.server();
    Semaphore permits = new Semaphore(server.maxConcurrentRequests());
    WaitingRequests waiting = new WaitingRequests(permits, server.maxWaitingRequests());
    Endpoints all = new Endpoints(config, readiness, waiting, clock);
    endpoints.accept(all);
    return WebServer.builder()
        .host(server.host())
        .port(server.port())
        .backlog(server.backlog())
        .maxTcpConnections(server.maxConnections())
        .maxPayloadSize((long) server.maxBodyBytes() * RequestBody.HARD_LIMIT_FACTOR)
        .concurrencyLimit(FixedLimit.builder().semaphore(permits).build())
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
        .routing(all.complete())
        .build();
  }
}
