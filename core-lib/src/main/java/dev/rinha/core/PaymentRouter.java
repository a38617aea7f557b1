package dev.rinha.core;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.RetentionTask.Rule;
import dev.rinha.core.engine.Clocks;
import dev.rinha.core.engine.Event;
import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.HealthProber;
import dev.rinha.core.engine.Router;
import dev.rinha.core.engine.TermsCheckedQueue;
import dev.rinha.core.engine.Worker;
import dev.rinha.core.event.EventDelivery;
import dev.rinha.core.event.EventReceiver;
import dev.rinha.core.event.ListenerQueue;
import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.event.PaymentListener;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.execution.HealthProbes;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.traffic.RoutingInForce;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

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
 * <p>Thread safe. Calls may throw {@link dev.rinha.core.store.StoreException}, {@link
 * NullPointerException} with the parameter's name where they are handed a null, and {@link
 * IllegalStateException} once the router is closed.
 */
public final class PaymentRouter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PaymentRouter.class.getName());

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** How long a purge waits for what is in flight. */
  private static final Duration PURGE_BOUND = Duration.ofSeconds(2);

  /** How long closing waits for what a store would forget. */
  private static final Duration IDLE_BOUND = Duration.ofSeconds(10);

  private static final Duration LOOK_FOR_IDLE = Duration.ofMillis(5);

  private enum Life {
    NEW,
    STARTED,
    STOPPED,
    CLOSED
  }

  private final PaymentStore store;
  private final InstantSource clock;
  private final Clocks clocks;
  private final Map<String, ProcessorClient> clients;
  private final List<String> processorNames;
  private final Map<String, Fee> fees;
  private final Router router;
  private final TermsCheckedQueue checkedQueue;
  private final Worker worker;
  private final Operator operator;
  private final Optional<HealthProber> prober;
  private final AtomicReference<Life> life = new AtomicReference<>(Life.NEW);
  private final Optional<TrafficRecorder> recorder;
  private final Optional<RetentionTask> retention;
  private final ListenerQueue listeners;
  private final List<EventDelivery> deliveries;
  private final FinishedPayments finished;

  private PaymentRouter(Builder builder) {
    this.store = builder.store;
    this.clock = builder.clock;
    this.clients = Map.copyOf(builder.clients);
    this.processorNames = builder.processors.stream().map(ProcessorSettings::name).toList();
    this.fees =
        builder.processors.stream()
            .collect(Collectors.toMap(ProcessorSettings::name, ProcessorSettings::fee));
    this.listeners = new ListenerQueue(builder.listeners);
    this.deliveries =
        builder.namedListeners.entrySet().stream()
            .map(named -> delivery(builder, named.getKey(), named.getValue()))
            .toList();
    this.finished = new FinishedPayments(store.ledger(), LOOK_AGAIN);
    this.operator = new Operator(store, clock);
    this.clocks = Clocks.withWallTime(clock);
    var random = new SplittableRandom(builder.seed);
    RoutingPolicy policy = builder.chosenPolicy();
    this.router = new Router(builder.processors, policy, random.split());
    this.recorder = builder.trafficLog.map(log -> recorder(builder, policy, log));
    this.retention = builder.retention();
    List<RouterObserver> observers = new ArrayList<>(builder.observers);
    recorder.ifPresent(observers::add);
    Observation observation = new Observation(observers, clock, System::nanoTime);
    Map<String, ProcessorClient> watched = new HashMap<>(clients);
    watched.replaceAll(observation::watched);
    this.checkedQueue =
        new TermsCheckedQueue(
            observation.watched(store.queue()),
            store.pauses(),
            store.workers(),
            builder.execution.terms(builder.workerName, builder.processors),
            builder.address,
            clocks);
    this.worker =
        new Worker(
            builder.workerName,
            checkedQueue,
            checkedQueue::pauses,
            new ExecutionCore(builder.execution, router, random.split()),
            watched,
            clocks,
            this::happened);
    this.prober =
        builder.healthBoard.map(
            board ->
                new HealthProber(builder.workerName, board, clients, this::healthSeen, clocks));
  }

  private static EventDelivery delivery(Builder builder, String name, PaymentListener listener) {
    var settings =
        new EventDelivery.Settings(
            name, "a listener", builder.workerName, 1, EventDelivery.GIVE_UP_AFTER);
    return new EventDelivery(
        builder.store.outbox(),
        settings,
        EventReceiver.of(listener),
        builder.clock,
        System::nanoTime,
        new SplittableRandom(builder.seed));
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
        builder.clock);
  }

  private void healthSeen(Event.HealthSeen seen) {
    worker.healthSeen(seen);
    recorder.ifPresent(one -> one.reported(seen.processor(), seen.report(), seen.ageMillis()));
  }

  private void happened(PaymentEvent event) {
    listeners.add(event);
    finished.happened(event);
  }

  /**
   * Begins a router on that store.
   *
   * @param store is closed with the router
   */
  public static Builder builder(PaymentStore store) {
    return new Builder(requireNonNull(store, "store"));
  }

  /**
   * Accepts a payment. When it returns accepted or replayed, the payment is executed once: by
   * itself, or, if it became a dead letter, when an {@link #operator} replays it.
   *
   * @throws IllegalArgumentException if the amount is zero
   */
  public Acceptance accept(UUID correlationId, Money amount) {
    Payment payment = new Payment(correlationId, amount, clock.millis());
    requireOpen();
    return store.intake().accept(payment);
  }

  /** The same, as {@link PaymentClient#accept(UUID, Money, TraceParent)}. */
  public Acceptance accept(UUID correlationId, Money amount, TraceParent trace) {
    requireNonNull(trace, "trace");
    Payment payment = new Payment(correlationId, amount, clock.millis());
    requireOpen();
    return store.intake().accept(payment, History.of(trace));
  }

  /**
   * Totals of the executed payments in the window; every configured processor is in it. Payments
   * whose answer has arrived at this router count, see {@link Worker#betweenSettlements}; those of
   * other routers on the same store count when they are settled, milliseconds later.
   */
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    requireOpen();
    return worker
        .betweenSettlements(() -> store.ledger().summary(window))
        .withProcessors(processorNames);
  }

  /**
   * Returns once everything is settled whose answer has arrived here, or after half a second: then
   * whoever reads the store reads where the processors of this router stood.
   */
  public void awaitSettled() {
    requireOpen();
    var _ = worker.betweenSettlements(() -> true);
  }

  /**
   * The same with what each processor keeps of these payments at its fee of now. Where a fee
   * depends on the amount of each payment all payments of the window are read, which takes time in
   * proportion to them.
   */
  public Summary summaryWithFees(TimeWindow window) {
    requireNonNull(window, "window");
    requireOpen();
    return worker
        .betweenSettlements(() -> store.ledger().summary(window, fees))
        .withProcessors(processorNames);
  }

  /**
   * Everything that is known of one payment; {@link PaymentDetails} says it in words, see {@link
   * #details}.
   */
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    requireOpen();
    return store.ledger().find(correlationId);
  }

  /** What became of a payment, with its fee at the fee of now; empty if it is not known. */
  public Optional<PaymentDetails> details(UUID correlationId) {
    return find(correlationId).map(known -> PaymentDetails.of(known, fees));
  }

  /**
   * Completes when the payment is settled, dead or discarded, whichever router does it; with {@link
   * java.util.NoSuchElementException} if the store does not know it, or not any more, and with
   * {@link IllegalStateException} when the router is closed before.
   *
   * @throws IllegalStateException if {@value FinishedPayments#MOST_AWAITED} others are waited for
   */
  public CompletableFuture<PaymentRecord> whenFinished(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    requireOpen();
    return finished.when(correlationId);
  }

  /**
   * Waits until nothing in the store is unfinished, whichever router works on it.
   *
   * @param bound how long at most
   * @return whether that came true
   */
  public boolean awaitIdle(Duration bound) throws InterruptedException {
    requireNonNull(bound, "bound");
    requireOpen();
    return idleWithin(bound);
  }

  private boolean idleWithin(Duration bound) throws InterruptedException {
    long untilMillis = clocks.now().monotonicMillis() + bound.toMillis();
    while (store.ledger().census().unfinished() > 0) {
      if (clocks.now().monotonicMillis() >= untilMillis) {
        return false;
      }
      Thread.sleep(LOOK_FOR_IDLE);
    }
    return true;
  }

  /** How many events {@linkplain Builder#listener listeners} were too slow for. */
  public long droppedEvents() {
    return listeners.dropped();
  }

  /** How many payments are where. */
  public Census census() {
    requireOpen();
    return store.ledger().census();
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
    requireOpen();
    if (!worker.working()) {
      store.ledger().purge();
      return;
    }
    worker.pause(PURGE_BOUND);
    try {
      worker.purged(store.ledger().purge());
    } finally {
      worker.resume();
    }
  }

  /**
   * What this router knows at this moment of its payments and processors.
   *
   * @throws IllegalStateException if the router does not run or does not answer
   */
  public RouterSnapshot snapshot() {
    return ask(RouterSnapshot::of);
  }

  /** Reads something from the state of the worker, see {@link Worker#ask}. */
  <T> T ask(Function<ExecutionCore, T> question) {
    if (!worker.working()) {
      throw new IllegalStateException(
          switch (life.get()) {
            case NEW -> "the router has not been started";
            case STARTED -> "the worker has ended because of a defect; see the log and restart";
            case STOPPED -> "the router is stopped";
            case CLOSED -> "the router is closed";
          });
    }
    return worker.ask(question);
  }

  /**
   * What a payment would cost at each processor that waits at this router to be sent, in the order
   * of the fees; empty if it does not wait here, or the policy does not compare costs.
   *
   * @throws IllegalStateException if the router does not run
   */
  public List<Quote> quotes(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return ask(core -> core.quotes(correlationId));
  }

  /**
   * What a payment of that amount would cost at each processor if it came now, in the order of the
   * fees; empty if the policy does not compare costs.
   *
   * @throws IllegalStateException if the router does not run
   */
  public List<Quote> quotes(Money amount) {
    requireNonNull(amount, "amount");
    return ask(core -> core.quotes(amount));
  }

  /**
   * Why the worker takes no payments though it runs: beside another worker of the store, with other
   * settings, they might be paid twice. It begins when that one is gone. Empty if it takes them.
   */
  public Optional<String> standsBack() {
    return checkedQueue.clash();
  }

  /** Whether the worker runs; once it does not, a restart is needed. */
  public boolean working() {
    return worker.working();
  }

  /** What has ended the worker without anybody's order, see {@link Worker#defect}. */
  public CompletableFuture<Throwable> defect() {
    return worker.defect();
  }

  /**
   * What is wrong with the routing policy: with its last decision, or with one of the last two
   * seconds; empty if nothing is. The payments that it cannot decide about wait: a policy that
   * throws, answers null or names a processor that there is not is asked again after a second at
   * the latest.
   */
  public Optional<String> policyFault() {
    return router.policyFault(clocks.now().monotonicMillis());
  }

  /** How often the routing policy has failed to decide. */
  public long policyFaults() {
    return router.policyFaults();
  }

  /** How often this router has asked for health, by processor; empty if it does not. */
  public Map<String, HealthProbes> healthProbes() {
    return prober.map(HealthProber::probes).orElse(Map.of());
  }

  /**
   * Sets the router to work.
   *
   * @throws IllegalStateException if it was started, stopped or closed before
   */
  public PaymentRouter start() {
    if (!life.compareAndSet(Life.NEW, Life.STARTED)) {
      throw new IllegalStateException(
          switch (life.get()) {
            case NEW, STARTED -> "the router is started already";
            case STOPPED -> "the router was stopped and cannot be started again; build another";
            case CLOSED -> "the router is closed and cannot be started; build another";
          });
    }
    listeners.start();
    deliveries.forEach(EventDelivery::start);
    worker.start();
    prober.ifPresent(HealthProber::start);
    recorder.ifPresent(TrafficRecorder::start);
    retention.ifPresent(RetentionTask::start);
    Thread.ofVirtual().name("rinha-missing").start(this::lookForMissing);
    return this;
  }

  /** Once, as soon as the store answers: somebody may have deleted the queue while nobody ran. */
  private void lookForMissing() {
    while (worker.working()) {
      try {
        long missing = store.ledger().census().missing();
        if (missing > 0) {
          LOG.log(
              Level.SEVERE,
              "{0} unfinished payments are not in the queue, nobody executes them; {1}",
              new Object[] {missing, Census.REMEDY});
        }
        return;
      } catch (StoreException e) {
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  /**
   * Ends the work, see {@link Worker#stop}; reading and accepting go on until {@link #close}.
   *
   * @param grace how long what is in flight may take
   */
  public void stop(Duration grace) {
    requireNonNull(grace, "grace");
    life.updateAndGet(now -> now == Life.CLOSED ? now : Life.STOPPED);
    prober.ifPresent(HealthProber::close);
    retention.ifPresent(RetentionTask::close);
    worker.stop(grace);
    sayThatItLeft();
    recorder.ifPresent(TrafficRecorder::close);
  }

  /**
   * Ends the work if {@link #stop} has not, and closes the clients and the store. A store that
   * forgets its payments is waited for before, ten seconds at most, until what was accepted is
   * executed. Later calls do nothing.
   */
  @Override
  public void close() {
    Life before = life.getAndSet(Life.CLOSED);
    if (before == Life.CLOSED) {
      return;
    }
    if (!store.durable()) {
      finishBeforeItIsForgotten(before);
    }
    prober.ifPresent(HealthProber::close);
    retention.ifPresent(RetentionTask::close);
    worker.close();
    sayThatItLeft();
    deliveries.forEach(EventDelivery::close);
    recorder.ifPresent(TrafficRecorder::close);
    listeners.close();
    finished.close();
    clients.values().forEach(ProcessorClient::close);
    store.close();
  }

  private void sayThatItLeft() {
    if (worker.stoppedQuietly()) {
      try {
        checkedQueue.left();
      } catch (StoreException e) {
        LOG.log(Level.FINE, "nobody hears that the worker has left: {0}", e.getMessage());
      }
    }
  }

  private void finishBeforeItIsForgotten(Life before) {
    try {
      boolean idle = before == Life.STARTED && worker.working() && idleWithin(IDLE_BOUND);
      for (EventDelivery delivery : deliveries) {
        delivery.awaitDelivered(IDLE_BOUND);
      }
      if (idle) {
        return;
      }
      long unfinished = store.ledger().census().unfinished();
      if (unfinished > 0) {
        LOG.log(
            Level.WARNING,
            "{0} accepted payments are not finished, and are forgotten with their store",
            unfinished);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreException e) {
      LOG.log(Level.FINE, "the store is closed already: {0}", e.getMessage());
    }
  }

  private void requireOpen() {
    if (life.get() == Life.CLOSED) {
      throw new IllegalStateException("the router is closed");
    }
  }

  /** Collects what one router needs. Not thread safe. */
  public static final class Builder {

    private final PaymentStore store;
    private final List<ProcessorSettings> processors = new ArrayList<>();
    private final Map<String, ProcessorClient> clients = new HashMap<>();
    private Optional<RoutingPolicy> policy = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
    private ExecutionSettings execution = ExecutionSettings.DEFAULTS;
    private final List<PaymentListener> listeners = new ArrayList<>();
    private final Map<String, PaymentListener> namedListeners = new TreeMap<>();
    private Optional<HealthBoard> healthBoard = Optional.empty();
    private final List<RouterObserver> observers = new ArrayList<>();
    private Optional<TrafficLog> trafficLog = Optional.empty();
    private Duration trafficKept = Duration.ZERO;
    private Optional<Duration> settledKept = Optional.empty();
    private Optional<Duration> deadLettersKept = Optional.empty();
    private Optional<Duration> operatorLogKept = Optional.empty();
    private InstantSource clock = InstantSource.system();
    private String workerName = "worker-" + UUID.randomUUID();
    private Supplier<String> address = () -> "";
    private long seed = UUID.randomUUID().getLeastSignificantBits();
    private boolean used;

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
      requireNonNull(settings, "settings");
      requireNonNull(client, "client");
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
      this.policy = Optional.of(requireNonNull(newPolicy, "newPolicy"));
      return this;
    }

    /** What a second costs in which a payment waits. Default: {@link PriceOfTime#DEFAULT}. */
    public Builder priceOfTime(PriceOfTime price) {
      return waiting(new Waiting.Priced(requireNonNull(price, "price")));
    }

    /**
     * How long a payment waits for a cheaper processor whatever the fees are, instead of a price.
     */
    public Builder patience(Duration patience) {
      return waiting(new Waiting.AtMost(requireNonNull(patience, "patience")));
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
      return policy.orElseGet(() -> RoutingPolicy.cheapestInTime(waiting.orElse(Waiting.DEFAULT)));
    }

    /** Bounds on the execution. Default: {@link ExecutionSettings#DEFAULTS}. */
    public Builder execution(ExecutionSettings newExecution) {
      this.execution = requireNonNull(newExecution, "newExecution");
      return this;
    }

    /**
     * Where the health of the processors is shared; they are asked for it, at most once in five
     * seconds by all routers on that board together. Every store has one. Default: none, and nobody
     * is asked; payments alone tell then.
     */
    public Builder healthBoard(HealthBoard newHealthBoard) {
      this.healthBoard = Optional.of(requireNonNull(newHealthBoard, "newHealthBoard"));
      return this;
    }

    /** Adds one that is told what the router does, to measure it. Default: none. */
    public Builder observer(RouterObserver newObserver) {
      observers.add(requireNonNull(newObserver, "newObserver"));
      return this;
    }

    /**
     * Where what arrives and what the processors do is kept by the minute, for a simulation of it.
     * Every store has one. Default: none.
     *
     * @param kept for how long a minute is kept, above 0
     */
    public Builder trafficLog(TrafficLog newTrafficLog, Duration kept) {
      requireNonNull(kept, "kept");
      this.trafficLog = Optional.of(requireNonNull(newTrafficLog, "newTrafficLog"));
      this.trafficKept = kept;
      return this;
    }

    /**
     * For how long settled payments are kept: then they leave every record, ledger and summaries
     * too, and whoever repeats one makes a new payment. Default: for ever.
     *
     * @param kept above 0, by the payment's {@code requestedAt}, to the full minute
     */
    public Builder keepSettled(Duration kept) {
      settledKept = Optional.of(requirePositive(kept));
      return this;
    }

    /**
     * For how long dead letters are kept, discarded ones included; the same holds of them. Default:
     * for ever.
     *
     * @param kept above 0, since it died, or was discarded
     */
    public Builder keepDeadLetters(Duration kept) {
      deadLettersKept = Optional.of(requirePositive(kept));
      return this;
    }

    /**
     * For how long what operators have done is kept. Default: for ever.
     *
     * @param kept above 0
     */
    public Builder keepOperatorLog(Duration kept) {
      operatorLogKept = Optional.of(requirePositive(kept));
      return this;
    }

    private static Duration requirePositive(Duration kept) {
      requireNonNull(kept, "kept");
      if (!kept.isPositive()) {
        throw new IllegalArgumentException("the time must be above 0, was " + kept);
      }
      return kept;
    }

    private Optional<RetentionTask> retention() {
      Retention finished = store.retention();
      List<Rule> rules = new ArrayList<>();
      settledKept.ifPresent(
          kept -> rules.add(new Rule("settled payments", kept, finished::forgetSettled)));
      deadLettersKept.ifPresent(
          kept -> {
            rules.add(new Rule("dead letters", kept, finished::forgetDead));
            rules.add(new Rule("discarded dead letters", kept, finished::forgetDiscarded));
          });
      operatorLogKept.ifPresent(
          kept -> rules.add(new Rule("acts of operators", kept, store.operatorLog()::forget)));
      return rules.isEmpty()
          ? Optional.empty()
          : Optional.of(new RetentionTask(finished, rules, clock, System::nanoTime));
    }

    /**
     * Adds one who is told what becomes of payments; see {@link PaymentListener}. The queue before
     * all of them has room for {@value ListenerQueue#MOST_WAITING} events; then the oldest go, see
     * {@link PaymentRouter#droppedEvents}. Not told what other routers of the store do, nor what
     * happened before: whoever must not miss anything has {@linkplain #listener(String,
     * PaymentListener) a name}.
     */
    public Builder listener(PaymentListener newListener) {
      listeners.add(requireNonNull(newListener, "newListener"));
      return this;
    }

    /**
     * Adds one who is told everything that becomes of the payments of the store, whichever router
     * does it, since the name was first used: at least once, those of one payment in their order,
     * by one of the routers that have a listener of that name. What it throws it is told again. As
     * long as the store is {@linkplain PaymentStore#durable durable} that survives restarts; what
     * is kept for it while nobody listens is bounded, see {@link dev.rinha.core.store.Outbox}. End
     * it with {@link dev.rinha.core.store.Outbox#unsubscribe}.
     *
     * @param name see {@link dev.rinha.core.store.Outbox#requireName}
     * @throws IllegalArgumentException if there is one of that name, or it is no name
     */
    public Builder listener(String name, PaymentListener newListener) {
      requireNonNull(name, "name");
      requireNonNull(newListener, "newListener");
      if (namedListeners.putIfAbsent(Outbox.requireName(name), newListener) != null) {
        throw new IllegalArgumentException("there is a listener named '" + name + "' already");
      }
      return this;
    }

    /** Where wall time comes from; durations are measured without it. Default: the system's. */
    public Builder clock(InstantSource newClock) {
      this.clock = requireNonNull(newClock, "newClock");
      return this;
    }

    /**
     * The worker's name, unique among the workers of the store, those that died before included: a
     * worker of the same name would speak for the dead one if the store went back in time. Default:
     * a random one.
     */
    public Builder workerName(String newWorkerName) {
      this.workerName = requireNonNull(newWorkerName, "newWorkerName");
      return this;
    }

    /**
     * Where other processes reach whatever answers for this router, {@code host:port}, asked again
     * and again: they find it in {@link PaymentStore#workers}. Empty as long as they cannot, which
     * is the default.
     */
    public Builder address(Supplier<String> newAddress) {
      this.address = requireNonNull(newAddress, "newAddress");
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
     * @throws IllegalStateException if this builder has made a router before
     */
    public PaymentRouter start() {
      return build().start();
    }

    /**
     * Creates the router; {@link PaymentRouter#start} sets it to work.
     *
     * @throws IllegalArgumentException if there is no processor
     * @throws IllegalStateException if this builder has made a router before: two would share a
     *     store and clients that the first to be closed closes
     */
    public PaymentRouter build() {
      if (used) {
        throw new IllegalStateException(
            "this builder has made its router; begin another with PaymentRouter.builder");
      }
      execution.requireRoomFor(processors);
      PaymentRouter router = new PaymentRouter(this);
      used = true;
      return router;
    }
  }
}
