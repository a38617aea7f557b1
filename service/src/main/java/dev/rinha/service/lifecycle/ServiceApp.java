package dev.rinha.service.lifecycle;

import dev.rinha.core.tls.TlsFiles;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.Readiness;
import dev.rinha.service.http.ServerTls;
import dev.rinha.service.http.ServiceServer;
import dev.rinha.service.role.Role;
import io.helidon.webserver.WebServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/**
 * One running service process, or as much of it as fits into another: web server, warm-up,
 * execution. Thread safe.
 */
public final class ServiceApp implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ServiceApp.class.getName());

  private final Role role;
  private final Duration grace;
  private final Readiness readiness;
  private final WebServer server;
  private final CompletableFuture<Throwable> defect = new CompletableFuture<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread warmUp;
  private final List<Runnable> watches = new CopyOnWriteArrayList<>();

  private ServiceApp(ServiceConfig config, Role role, InstantSource clock) {
    this.role = role;
    this.grace = config.server().shutdownGrace();
    this.readiness = new Readiness(role.checks());
    this.server = ServiceServer.create(config, role::addEndpoints, readiness, clock);
    this.warmUp = Thread.ofVirtual().name("warm-up").unstarted(() -> warmUp(config, clock));
  }

  /**
   * Starts listening and executing, and returns; the process reports ready a little later, after
   * its warm-up.
   *
   * @param role what to run; closed by {@link #close}, or here if the start fails
   * @throws IllegalStateException if it cannot listen
   */
  public static ServiceApp start(ServiceConfig config, Role role, InstantSource clock) {
    ServiceApp app = new ServiceApp(config, role, clock);
    try {
      app.server.start();
      if (!app.server.isRunning()) {
        throw new IllegalStateException("the web server did not start, see the log");
      }
    } catch (RuntimeException e) {
      role.close();
      throw e;
    }
    app.watchCertificates(config);
    LOG.info(
        config.mode().name().toLowerCase(Locale.ROOT)
            + " listens on "
            + url(config.server().tls(), config.server().host(), app.port()));
    app.managementPort().ifPresent(port -> LOG.info(managementLine(config, port)));
    role.engine().ifPresent(engine -> engine.start(app.defect, app.port()));
    app.warmUp.start();
    return app;
  }

  private void watchCertificates(ServiceConfig config) {
    TlsFiles tls = config.server().tls();
    if (!tls.equals(TlsFiles.NONE)) {
      watches.add(ServerTls.watch(tls, server)::close);
    }
    config
        .management()
        .map(ServiceConfig.Management::tls)
        .filter(files -> !files.equals(TlsFiles.NONE))
        .ifPresent(files -> watches.add(ServerTls.watchManagement(files, server)::close));
  }

  private static String url(TlsFiles tls, String host, int port) {
    return (tls.equals(TlsFiles.NONE) ? "http://" : "https://") + host + ":" + port;
  }

  private static String managementLine(ServiceConfig config, int port) {
    ServiceConfig.Management address = config.management().orElseThrow();
    String line = "for operators it listens on " + url(address.tls(), address.host(), port);
    return address.port() == 0 || address.port() == port
        ? line
        : line + ", because " + address.port() + " is taken; management.port sets another";
  }

  private void warmUp(ServiceConfig config, InstantSource clock) {
    long startNanos = System.nanoTime();
    new ServiceWarmUp(config, role, clock).run();
    readiness.warm();
    LOG.info("warm after " + Duration.ofNanos(System.nanoTime() - startNanos).toMillis() + " ms");
  }

  /** Returns when the warm-up is over, and everything is answered unless something is wrong. */
  public void awaitWarm() {
    joinUninterruptibly(warmUp);
  }

  /** What has ended the execution without anybody's order: only a new process executes again. */
  public CompletableFuture<Throwable> defect() {
    return defect;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** The port on which it listens for operators, if it does. */
  public Optional<Integer> managementPort() {
    return ServiceServer.managementPort(server);
  }

  /**
   * Stops: not ready any more, no new connections and no new payments, what is in flight ends
   * within the grace period, connections are released. Later calls do nothing.
   */
  @Override
  public void close() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    LOG.info("stopping");
    readiness.stopping();
    Thread engineStop =
        Thread.ofVirtual()
            .name("stop-engine")
            .start(() -> role.engine().ifPresent(e -> e.stop(grace)));
    watches.forEach(Runnable::run);
    server.stop();
    joinUninterruptibly(engineStop);
    role.close();
    LOG.info("stopped");
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
