package dev.rinha.core;

import dev.rinha.core.execution.Event;
import dev.rinha.core.execution.ExecutionCore;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.execution.HealthProber;
import dev.rinha.core.execution.HealthProbes;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Worker;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Router;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.RoutingInForce;
import dev.rinha.core.traffic.TrafficRecorder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Routes payments to processors: accepts each once, executes it once at the cheapest processor that
 * can do it in time, and knows the totals to the cent.
 *
 * <pre>{@code
 * try (var router = PaymentRouter.builder(new MemoryStore())
 *     .processor(ProcessorSettings.of("default", Fee.parse("0.05")), client)
 *     .start()) {
 *   router.accept(UUID.randomUUID(), Money.parse("19.90"));
 * }
 * }</pre>
 *
 * <p>Thread safe. Calls may throw {@link dev.rinha.core.store.StoreException}.
 */
public final class PaymentRouter implements AutoCloseable {

  /** How long a purge waits for what is in flight. */
  private static final Duration PURGE_BOUND = Duration.ofSeconds(2);

  private final PaymentStore store;
  private final InstantSource clock;
  private final Map<String, ProcessorClient> clients;
  private final List<String> processorNames;
  private final Worker worker;
  private final Operator operator;
  private final Optional<HealthProber> prober;
  private final Optional<TrafficRecorder> recorder;

  private PaymentRouter(Builder builder) {
    this.store = builder.store;
    this.clock = builder.clock;
    this.clients = Map.copyOf(builder.clients);
    this.processorNames = builder.processors.stream().map(ProcessorSettings::name).toList();
    this.operator = new Operator(store, clock);
    var random = new SplittableRandom(builder.seed);
    RoutingPolicy policy = builder.chosenPolicy();
    Router router = new Router(builder.processors, policy, random.split());
    this.recorder = builder.trafficLog.map(log -> recorder(builder, policy, log));
    PaymentStore watched = recorder.map(one -> one.watched(store)).orElse(store);
    this.worker =
        new Worker(
            builder.workerName,
            watched,
            watched,
            new ExecutionCore(builder.execution, router, random.split()),
            watched(clients),
            clock);
    this.prober =
        builder.healthBoard.map(
            board -> new HealthProber(builder.workerName, board, clients, this::healthSeen, clock));
  }

  private static TrafficRecorder recorder(Builder builder, RoutingPolicy policy, TrafficLog log) {
    Map<String, Fee> fees = new HashMap<>();
    builder.processors.forEach(settings -> fees.put(settings.name(), settings.fee()));
    return new TrafficRecorder(
        builder.workerName,
        log,
        builder.trafficKept,
        fees,
        new RoutingInForce(policy.description(), builder.processors).text(),
        builder.clock,
        System::nanoTime);
  }

  private Map<String, ProcessorClient> watched(Map<String, ProcessorClient> all) {
    Map<String, ProcessorClient> watched = new HashMap<>(all);
    recorder.ifPresent(one -> watched.replaceAll(one::watched));
    return watched;
  }

  private void healthSeen(Event.HealthSeen seen) {
    worker.healthSeen(seen);
    recorder.ifPresent(one -> one.reported(seen.processor(), seen.report(), seen.ageMillis()));
  }

  /**
   * Begins a router on that store.
   *
   * @param store is closed with the router
   */
  public static Builder builder(PaymentStore store) {
    return new Builder(store);
  }

  /**
   * Accepts a payment. When it returns accepted or replayed, the payment is executed once: by
   * itself, or, if it became a dead letter, when an {@link #operator} replays it.
   */
  public Acceptance accept(UUID correlationId, Money amount) {
    return store.accept(correlationId, amount, clock.millis());
  }

  /**
   * Totals of the executed payments in the window; every configured processor is in it. Payments
   * whose answer has arrived at this router count, see {@link Worker#betweenSettlements}; those of
   * other routers on the same store count when they are settled, milliseconds later.
   */
  public Summary summary(TimeWindow window) {
    TreeMap<String, Totals> totals =
        new TreeMap<>(worker.betweenSettlements(() -> store.summary(window)).processors());
    processorNames.forEach(name -> totals.putIfAbsent(name, Totals.NONE));
    return new Summary(totals);
  }

  /** Everything that is known of one payment. */
  public Optional<PaymentRecord> find(UUID correlationId) {
    return store.find(correlationId);
  }

  /** How many payments are where. */
  public Census census() {
    return store.census();
  }

  /** What a human can do about dead letters and payments in doubt. */
  public Operator operator() {
    return operator;
  }

  /**
   * Forgets all payments. Pauses, gives what is in flight up to two seconds, and goes on
   * afterwards; what settles later changes nothing.
   */
  public void purge() {
    worker.pause(PURGE_BOUND);
    try {
      worker.purged(store.purge());
    } finally {
      worker.resume();
    }
  }

  /** Reads something from the state of the worker, see {@link Worker#ask}. */
  public <T> T ask(Function<ExecutionCore, T> question) {
    return worker.ask(question);
  }

  /** Whether the worker runs; once it does not, a restart is needed. */
  public boolean working() {
    return worker.working();
  }

  /** How often this router has asked for health, by processor; empty if it does not. */
  public Map<String, HealthProbes> healthProbes() {
    return prober.map(HealthProber::probes).orElse(Map.of());
  }

  /** Sets the router to work. May be called once. */
  public PaymentRouter start() {
    worker.start();
    prober.ifPresent(HealthProber::start);
    recorder.ifPresent(TrafficRecorder::start);
    return this;
  }

  /**
   * Ends the work, see {@link Worker#stop}; reading and accepting go on until {@link #close}.
   *
   * @param grace how long what is in flight may take
   */
  public void stop(Duration grace) {
    prober.ifPresent(HealthProber::close);
    worker.stop(grace);
    recorder.ifPresent(TrafficRecorder::close);
  }

  /** Ends the work if {@link #stop} has not, and closes the clients and the store. */
  @Override
  public void close() {
    prober.ifPresent(HealthProber::close);
    worker.close();
    recorder.ifPresent(TrafficRecorder::close);
    clients.values().forEach(ProcessorClient::close);
    store.close();
  }

  /** Collects what a router needs. Not thread safe. */
  public static final class Builder {

    private final PaymentStore store;
    private final List<ProcessorSettings> processors = new ArrayList<>();
    private final Map<String, ProcessorClient> clients = new HashMap<>();
    private Optional<RoutingPolicy> policy = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
    private ExecutionSettings execution = ExecutionSettings.DEFAULTS;
    private Optional<HealthBoard> healthBoard = Optional.empty();
    private Optional<TrafficLog> trafficLog = Optional.empty();
    private Duration trafficKept = Duration.ZERO;
    private InstantSource clock = InstantSource.system();
    private String workerName = "worker-" + UUID.randomUUID();
    private long seed = UUID.randomUUID().getLeastSignificantBits();

    private Builder(PaymentStore store) {
      this.store = store;
    }

    /**
     * Adds a processor. At least one is needed.
     *
     * @param client is closed with the router
     * @throws IllegalArgumentException if there is one of that name
     */
    public Builder processor(ProcessorSettings settings, ProcessorClient client) {
      if (clients.putIfAbsent(settings.name(), client) != null) {
        throw new IllegalArgumentException(
            "there is a processor named '" + settings.name() + "' already");
      }
      processors.add(settings);
      return this;
    }

    /**
     * How processors are chosen. Default: {@link CheapestInTime}. Not together with {@link
     * #patience} or {@link #priceOfTime}, which belong to the default.
     */
    public Builder policy(RoutingPolicy newPolicy) {
      this.policy = Optional.of(newPolicy);
      return this;
    }

    /** What a second costs in which a payment waits. Default: {@link PriceOfTime#DEFAULT}. */
    public Builder priceOfTime(PriceOfTime price) {
      return waiting(new Waiting.Priced(price));
    }

    /**
     * How long a payment waits for a cheaper processor whatever the fees are, instead of a price.
     */
    public Builder patience(Duration patience) {
      return waiting(new Waiting.AtMost(patience));
    }

    private Builder waiting(Waiting newWaiting) {
      this.waiting = Optional.of(newWaiting);
      return this;
    }

    private RoutingPolicy chosenPolicy() {
      if (policy.isPresent() && waiting.isPresent()) {
        throw new IllegalArgumentException(
            "patience and price of time are of the default policy, and have no effect on "
                + policy.get().getClass().getSimpleName());
      }
      return policy.orElseGet(
          () -> RoutingPolicies.cheapestInTime(waiting.orElse(Waiting.DEFAULT)));
    }

    /** Bounds on the execution. Default: {@link ExecutionSettings#DEFAULTS}. */
    public Builder execution(ExecutionSettings newExecution) {
      this.execution = newExecution;
      return this;
    }

    /**
     * Where the health of the processors is shared; they are asked for it, at most once in five
     * seconds by all routers on that board together. Both stores are one. Default: none, and nobody
     * is asked; payments alone tell then.
     */
    public Builder healthBoard(HealthBoard newHealthBoard) {
      this.healthBoard = Optional.of(newHealthBoard);
      return this;
    }

    /**
     * Where what arrives and what the processors do is kept by the minute, for a simulation of it.
     * Both stores are such a log. Default: none.
     *
     * @param kept for how long a minute is kept, above 0
     */
    public Builder trafficLog(TrafficLog newTrafficLog, Duration kept) {
      this.trafficLog = Optional.of(newTrafficLog);
      this.trafficKept = kept;
      return this;
    }

    /** Where the time comes from. Default: the system's clock. */
    public Builder clock(InstantSource newClock) {
      this.clock = newClock;
      return this;
    }

    /** The worker's name, unique among the workers of the store. Default: a random one. */
    public Builder workerName(String newWorkerName) {
      this.workerName = newWorkerName;
      return this;
    }

    /** Seeds everything random, for runs that can be repeated. Default: a random seed. */
    public Builder seed(long newSeed) {
      this.seed = newSeed;
      return this;
    }

    /**
     * Creates the router and sets it to work.
     *
     * @throws IllegalArgumentException if there is no processor
     */
    public PaymentRouter start() {
      return build().start();
    }

    /**
     * Creates the router; {@link PaymentRouter#start} sets it to work.
     *
     * @throws IllegalArgumentException if there is no processor
     */
    public PaymentRouter build() {
      return new PaymentRouter(this);
    }
  }
}
