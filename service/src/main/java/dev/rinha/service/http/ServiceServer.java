package dev.rinha.service.http;

import dev.rinha.service.config.ServiceConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds the web server of a process: its addresses and what is answered at each. */
public final class ServiceServer {

  static final String MANAGEMENT = "management";

  private ServiceServer() {}

  /**
   * @param endpoints adds those that not every process has
   */
  public static WebServer create(
      ServiceConfig config,
      Consumer<Endpoints> endpoints,
      Readiness readiness,
      InstantSource clock) {
    Guard guard = new Guard(config.access());
    Duration retryAfter = config.intake().retryAfter();
    Listener open = Listener.open(config.server(), retryAfter, guard, readiness.stop());
    Optional<Listener> management =
        config
            .management()
            .map(
                address ->
                    Listener.management(
                        address, config.server(), retryAfter, guard, readiness.stop()));
    Endpoints all = new Endpoints(config, readiness, open, management, clock);
    endpoints.accept(all);
    all.complete();
    WebServerConfig.Builder server =
        WebServer.builder().shutdownHook(false).featuresDiscoverServices(false);
    open.setUp(server, config);
    management.ifPresent(
        operators -> server.putSocket(MANAGEMENT, socket -> operators.setUp(socket, config)));
    return server.build();
  }

  /** The port on which it answers operators, if it does. */
  public static Optional<Integer> managementPort(WebServer server) {
    int port = server.port(MANAGEMENT);
    return port > 0 ? Optional.of(port) : Optional.empty();
  }
}
