package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import dev.rinha.service.config.Address;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.RequestTimes;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ListenerConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * An address of a process: what is answered there, and how many at once. What is asked at one takes
 * no permit of the other. Confined to one thread until it listens.
 */
final class Listener {

  /** Operators and their tools are few. */
  private static final int MANAGEMENT_CONNECTIONS = 256;

  private static final int MANAGEMENT_REQUESTS = 64;
  private static final int MANAGEMENT_CONNECTIONS_PER_ADDRESS = 64;

  private final String host;
  private final int port;
  private final int connections;
  private final RequestPermits permits;
  private final RequestTimes times;
  private final OpenConnections open;
  private final HttpRoutes routes;
  private final WaitingRequests waiting;
  private final CompletableFuture<?> stop;
  private final TlsFiles tls;

  private Listener(
      String metrics,
      String host,
      int port,
      int connections,
      int connectionsPerAddress,
      ServiceConfig.Server server,
      RequestPermits permits,
      int waiting,
      Guard guard,
      TlsFiles tls,
      CompletableFuture<?> stop) {
    this.host = host;
    this.port = port;
    this.connections = connections;
    this.permits = permits;
    this.times = new RequestTimes(metrics + "_request_seconds");
    ServiceConfig.PerAddress perAddress = server.perAddress();
    ClientAddresses clients = new ClientAddresses(perAddress.trustedProxies());
    this.open =
        new OpenConnections(
            metrics + "_connections", connectionsPerAddress, clients, server.requestTimeout());
    this.routes = new HttpRoutes(times, guard, permits);
    this.stop = stop;
    this.waiting = new WaitingRequests(permits, waiting, stop);
    this.tls = tls;
    if (!clients.areThoseOfConnections()) {
      routes.filter(
          new ForwardedRequests(clients, new AddressCounts(perAddress.maxRequests()), times));
    }
  }

  /** For clients. */
  static Listener open(
      ServiceConfig.Server server, Duration retryAfter, Guard guard, CompletableFuture<?> stop) {
    return new Listener(
        "rinha_http",
        server.host(),
        server.port(),
        server.maxConnections(),
        server.perAddress().maxConnections(),
        server,
        new RequestPermits(server.maxConcurrentRequests(), retryAfter),
        server.maxWaitingRequests(),
        guard,
        server.tls(),
        stop);
  }

  /** For operators. */
  static Listener management(
      ServiceConfig.Management address,
      ServiceConfig.Server server,
      Duration retryAfter,
      Guard guard,
      CompletableFuture<?> stop) {
    boolean free =
        address.fixed() || ListeningPort.complaint(address.host(), address.port()).isEmpty();
    Listener listener =
        new Listener(
            "rinha_management",
            address.host(),
            free ? address.port() : 0,
            MANAGEMENT_CONNECTIONS,
            Math.min(server.perAddress().maxConnections(), MANAGEMENT_CONNECTIONS_PER_ADDRESS),
            server,
            new RequestPermits(MANAGEMENT_REQUESTS, retryAfter),
            MANAGEMENT_REQUESTS,
            guard,
            address.tls(),
            stop);
    if (Address.isLoopback(address.host())) {
      listener.routes.filter(new LoopbackNames());
    }
    return listener;
  }

  RequestPermits permits() {
    return permits;
  }

  HttpRoutes routes() {
    return routes;
  }

  WaitingRequests waiting() {
    return waiting;
  }

  /** How it is used. */
  Stream<MetricsSource> metrics() {
    return Stream.of(times, open);
  }

  /** Sets up where the web server listens, with the routes as they are now. */
  void setUp(ListenerConfig.BuilderBase<?, ?> socket, ServiceConfig config) {
    ServiceConfig.Server server = config.server();
    socket
        .host(host)
        .port(port)
        .backlog(server.backlog())
        .maxTcpConnections(connections)
        .maxPayloadSize((long) server.maxBodyBytes() * RequestBody.HARD_LIMIT_FACTOR)
        .idleConnectionTimeout(server.idleTimeout())
        .shutdownGracePeriod(server.shutdownGrace())
        .connectionOptions(
            new AcceptedOptions(SocketOptions.builder().tcpNoDelay(true).build(), open::accepted))
        .addConnectionSelector(new TimedConnections(server.maxHeadBytes(), open, stop))
        .protocolsDiscoverServices(false)
        .errorHandling(handling -> handling.includeEntity(true))
        .directHandlers(
            ErrorAnswers.directHandlers(times, server.maxBodyBytes(), config.intake().retryAfter()))
        .routing(routes.complete());
    if (!tls.equals(TlsFiles.NONE)) {
      socket.tls(ServerTls.read(tls));
    }
  }
}
