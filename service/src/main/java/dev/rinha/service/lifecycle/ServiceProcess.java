package dev.rinha.service.lifecycle;

import dev.rinha.core.store.StoreException;
import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.Exposure;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.ListeningPort;
import dev.rinha.service.wiring.Wiring;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life of a process: configuration, start, and an orderly end on SIGTERM. What a person has to
 * act on is one line on standard error.
 */
public final class ServiceProcess {

  /** The process ended as it was asked to. */
  public static final int EXIT_OK = 0;

  /** It could not start: port in use, store unusable; or a defect has ended it. */
  public static final int EXIT_FAILED = 1;

  /** A setting is wrong. */
  public static final int EXIT_CONFIGURATION = 2;

  private static final Logger LOG = Logger.getLogger(ServiceProcess.class.getName());

  private final Wiring wiring;
  private final PrintStream complaints;

  /**
   * @param complaints where the reason goes if there is no start
   */
  public ServiceProcess(Wiring wiring, PrintStream complaints) {
    this.wiring = wiring;
    this.complaints = complaints;
  }

  /**
   * Starts the service.
   *
   * @param started receives the service once it listens
   * @return the exit code if it could not start, empty if it runs
   */
  public Optional<Integer> start(
      String[] arguments, Map<String, String> environment, Consumer<ServiceApp> started) {
    try {
      Configuration configuration = Configuration.load(Configuration.flags(arguments), environment);
      ServiceConfig config = ServiceConfig.from(configuration);
      Exposure.requireDecided(config);
      ServiceLogging.write(config.logFormat());
      configuration
          .unknownVariables()
          .forEach(
              variable ->
                  LOG.warning(
                      variable + " is no setting and has no effect; see docs/configuration.md"));
      Level level = config.access().open().isEmpty() ? Level.WARNING : Level.INFO;
      Exposure.remark(config).ifPresent(line -> LOG.log(level, line));
      ServiceApp app = start(config);
      started.accept(app);
      var _ = app.defect().thenAccept(this::end);
      return Optional.empty();
    } catch (ConfigException e) {
      return refused(e.getMessage(), EXIT_CONFIGURATION);
    } catch (StartException | StoreException e) {
      return refused(e.getMessage(), EXIT_FAILED);
    }
  }

  /**
   * Whoever supervises the process starts it again. On a thread of its own: what was being done
   * when the defect came is waited for at the end.
   */
  private void end(Throwable defect) {
    complaints.println(
        "rinha: the execution of payments has stopped, so this process ends: " + defect);
    complaints.flush();
    Thread.ofPlatform().name("end").start(() -> Runtime.getRuntime().exit(EXIT_FAILED));
  }

  private ServiceApp start(ServiceConfig config) {
    requireFreePort(config.server().host(), config.server().port(), "server.port (PORT)");
    config
        .management()
        .filter(ServiceConfig.Management::fixed)
        .ifPresent(address -> requireFreePort(address.host(), address.port(), "management.port"));
    InstantSource clock = InstantSource.system();
    return ServiceApp.start(config, wiring.connect(config, clock), clock);
  }

  /** Asked before anything else is started. */
  private static void requireFreePort(String host, int port, String setting) {
    ListeningPort.complaint(host, port)
        .ifPresent(
            complaint -> {
              throw new StartException(
                  complaint + "; stop what listens there, or choose another " + setting);
            });
  }

  private Optional<Integer> refused(@Nullable String reason, int exitCode) {
    complaints.println("rinha: " + reason);
    return Optional.of(exitCode);
  }

  /**
   * Stops the service when the virtual machine is asked to end, and makes 0 of the exit code: the
   * process was asked to stop, and did; unless a defect has ended it.
   */
  public static void stopOnTermination(ServiceApp app) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      app.close();
                      System.err.flush();
                      Runtime.getRuntime().halt(exitCode(app));
                    }));
  }

  /** With what a process ends that ran that service. */
  public static int exitCode(ServiceApp app) {
    return app.defect().isDone() ? EXIT_FAILED : EXIT_OK;
  }

  /** There is no start, for a reason outside the configuration. */
  private static final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
      super(message);
    }
  }
}
