package dev.rinha.simulator;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A payment processor of the challenge, served over HTTP from memory.
 *
 * <pre>{@code
 * try (var processor = ProcessorSimulator.builder().fee("0.05").start()) {
 *     processor.delay(Duration.ofMillis(100));
 *     // ... send payments to processor.url() ...
 *     processor.find(id);
 * }
 * }</pre>
 *
 * <p>What is faithful and what is ours is told in the {@linkplain dev.rinha.simulator package
 * description}; the calls in the module's README. The methods here act on the simulator directly:
 * they are not subject to token, delay or failure, and work also while it is stopped. Thread-safe.
 */
public final class ProcessorSimulator implements AutoCloseable {

  private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(100);

  private final String host;
  private final int port;
  private final Conditions conditions;
  private final Admission admission;
  private final StoredPayments ledger;
  private final RunningCounts tally = new RunningCounts();
  private final HealthService health;
  private final PaymentsService payments;
  private final AdminService admin;
  private WebServer server;

  private ProcessorSimulator(Builder settings) {
    host = settings.host;
    conditions = new Conditions(settings.token, new Random(settings.seed));
    admission = new Admission(settings.runningLimit, settings.waitingLimit);
    ledger = new StoredPayments(settings.paymentLimit);
    settings.journal.ifPresent(ledger::keepIn);
    health =
        new HealthService(
            new HealthWindow(settings.healthWindow), conditions, settings.clock, tally);
    payments =
        new PaymentsService(
            new PaymentProcessing(admission, conditions, ledger, settings.clock), ledger, tally);
    admin = new AdminService(conditions, ledger, settings.fee);
    server = serve(settings.port);
    port = server.port();
  }

  /** A builder with the defaults that its methods name. */
  public static Builder builder() {
    return new Builder();
  }

  private WebServer serve(int port) {
    requireFree(port);
    return WebServer.builder()
        .host(host)
        .port(port)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .maxPayloadSize(Replies.CUT_OFF_BYTES)
        .shutdownGracePeriod(SHUTDOWN_GRACE)
        .shutdownHook(false)
        .routing(this::route)
        .build()
        .start();
  }

  /** Helidon itself only logs that it could not bind. */
  private void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  private void route(HttpRouting.Builder routing) {
    routing
        .register("/payments/service-health", health)
        .register("/payments", payments)
        .register("/admin", admin)
        .error(
            InvalidRequest.class,
            (_, response, invalid) ->
                Replies.message(response, invalid.status(), String.valueOf(invalid.getMessage())));
  }

  /** The port it is served on, also after a stop. */
  public int port() {
    return port;
  }

  /** The base URL for a client on this machine, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * Sets how long each payment that arrives from now on is held back; 0 by default, at most 10 min.
   */
  public void delay(Duration delay) {
    conditions.delay(delay);
  }

  /** Sets whether payments fail with 500 once their delay is over; {@code false} by default. */
  public void failing(boolean failing) {
    conditions.failing(failing);
  }

  /**
   * Sets the faults that strike payments that arrive from now on; {@link Faults#none()} by default.
   */
  public void faults(Faults faults) {
    conditions.faults(faults);
  }

  /** Everything stored, in no particular order, as one snapshot. */
  public List<StoredPayment> payments() {
    return ledger.snapshot();
  }

  /** The payment stored under that id. */
  public Optional<StoredPayment> find(UUID correlationId) {
    return ledger.find(correlationId);
  }

  /** How requests were answered so far. */
  public Counts counts() {
    return tally.counts(admission);
  }

  /** The sum of everything stored. */
  public ProcessorSummary summary() {
    return admin.summary(Optional.empty(), Optional.empty());
  }

  /** The sum of what was requested from the one instant to the other, both included. */
  public ProcessorSummary summary(Instant from, Instant to) {
    return admin.summary(Optional.of(from), Optional.of(to));
  }

  /** Forgets every payment. Counts and settings stay. */
  public void purge() {
    ledger.purge();
  }

  /**
   * Stops serving: connections are closed, new ones refused, and payments still held back by a
   * delay are never stored. What is stored stays, and {@link #restart()} serves it again.
   */
  public synchronized void stop() {
    server.stop();
  }

  /**
   * Serves again after a {@link #stop()}, on the same port and with the same payments.
   *
   * @throws IllegalStateException if it was not stopped
   */
  public synchronized void restart() {
    if (server.isRunning()) {
      throw new IllegalStateException(
          "the simulator on port " + port + " is running; stop it first");
    }
    server = serve(port);
  }

  /** Stops serving for good and closes the journal. */
  @Override
  public void close() {
    stop();
    ledger.close();
  }

  /** Collects the settings of a simulator. Not thread-safe. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port;
    private FeeRate fee = FeeRate.of("0.05");
    private String token = "123";
    private Clock clock = Clock.systemUTC();
    private long seed;
    private int runningLimit = 800;
    private int waitingLimit = 500;
    private int paymentLimit = 3_000_000;
    private Duration healthWindow = Duration.ofSeconds(5);
    private Optional<Path> journal = Optional.empty();

    private Builder() {}

    /** The address to listen on; loopback, {@code 127.0.0.1}, by default. */
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /** The port to listen on; 0, the default, takes a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The fee per payment; 0.05 by default. */
    public Builder fee(FeeRate fee) {
      this.fee = fee;
      return this;
    }

    /**
     * The fee per payment as a decimal fraction.
     *
     * @throws IllegalArgumentException if it is not a decimal from 0 to below 1
     */
    public Builder fee(String fraction) {
      return fee(FeeRate.of(fraction));
    }

    /** The initial value of {@code X-Rinha-Token}; {@code 123} by default. */
    public Builder token(String token) {
      this.token = token;
      return this;
    }

    /**
     * What stamps inserts and opens health windows; the system's clock by default. Delays pass in
     * real time.
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** The seed of the faults; 0 by default. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** How many payments are handled at once; 800 by default, at least 1. */
    public Builder runningLimit(int payments) {
      runningLimit = payments;
      return this;
    }

    /** How many payments wait beside the running ones before 429 is answered; 500 by default. */
    public Builder waitingLimit(int payments) {
      waitingLimit = payments;
      return this;
    }

    /**
     * How many payments are stored before 507 is answered; 3 000 000 by default, at some 200 bytes
     * each.
     */
    public Builder paymentLimit(int payments) {
      paymentLimit = payments;
      return this;
    }

    /** How long a health call blocks the next one; 5 s by default. */
    public Builder healthWindow(Duration window) {
      healthWindow = window;
      return this;
    }

    /** A file that keeps the payments when the process ends; none by default. */
    public Builder journal(Path file) {
      journal = Optional.of(file);
      return this;
    }

    /**
     * Starts the simulator.
     *
     * @throws IllegalArgumentException if a limit, the window or the token is out of range
     * @throws UncheckedIOException if the port cannot be bound
     */
    public ProcessorSimulator start() {
      return new ProcessorSimulator(this);
    }
  }
}
