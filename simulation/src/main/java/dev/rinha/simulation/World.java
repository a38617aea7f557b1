package dev.rinha.simulation;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentStore;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** What everything in one simulation shares. Not thread safe. */
final class World {

  private static final long START_MILLIS = 1_752_600_000_000L;

  final Scenario scenario;
  final DeliberateDefect defect;
  final VirtualClock virtualClock = new VirtualClock(START_MILLIS);
  final MachineClock storeClock = new MachineClock(virtualClock);

  /** Of API instances and operators. */
  final MachineClock clientClock = new MachineClock(virtualClock);

  final RandomSource random;
  final Trace trace;
  final Oracle oracle;
  final SimulatedPartitions partitions;

  /** The store without what happens to calls on their way. */
  final PaymentStore undisturbed;

  /** As clients and operators have it. */
  final PaymentStore store;

  /** The store as it would answer now, whatever is away, with its defect. */
  final PaymentStore answering;

  final Map<String, SimulatedProcessor> processors = new LinkedHashMap<>();

  /** Takes that wait for a payment, longest first. */
  final Queue<StoreLink.WaitingTake> waitingTakes = new ArrayDeque<>();

  private final Map<UUID, Boolean> refusals = new HashMap<>();
  private final List<Invariant> invariants;
  private Optional<Violation> violation = Optional.empty();
  private boolean faultsEnded;
  private long storeAwayUntilMillis;
  private long storeFullUntilMillis;
  private long pausesUnreadUntilMillis;
  private long onTheWire;
  private long storeRuns;
  private Consumer<Track> lost = _ -> {};

  /** What the store and everybody who knows the truth about it had at some time. */
  record Past(SimulatedPartitions.Copy store, Oracle.Past oracle) {}

  World(Scenario scenario, DeliberateDefect defect, int traced) {
    this.scenario = scenario;
    this.defect = defect;
    this.random = new RandomSource(~scenario.seed());
    this.trace = new Trace(traced, START_MILLIS);
    this.invariants = Invariants.of(scenario);
    this.partitions = new SimulatedPartitions(scenario, virtualClock, storeClock);
    this.oracle = new Oracle(partitions.count(), partitions::partitionOf);
    this.undisturbed = partitions.undisturbed();
    this.store = newStore();
    this.answering = partitions.count() == 1 ? store : defect.store(undisturbed, storeClock);
    scenario
        .processorNames()
        .forEach(name -> processors.put(name, new SimulatedProcessor(this, name)));
  }

  /** The store as a process has it that starts now: what it knows of partitions dies with it. */
  PaymentStore openStore() {
    return partitions.count() == 1 ? store : newStore();
  }

  private PaymentStore newStore() {
    return partitions.count() == 1
        ? watched(defect.store(undisturbed, storeClock), 0)
        : defect.store(partitions.disturbed(this), storeClock);
  }

  PaymentStore watched(PaymentStore real, int partition) {
    return new WatchedStore(
        real, partition, scenario.storeBoundMillis(), oracle, this::happened, this::refuses);
  }

  Books books() {
    return defect.books(undisturbed.books());
  }

  /** Checks what every promise says to a fact, and then learns it. */
  void happened(Fact fact) {
    if (violation.isPresent()) {
      return;
    }
    defect.happened(fact);
    for (Invariant invariant : invariants) {
      Optional<String> broken = invariant.broken(fact, oracle);
      if (broken.isPresent()) {
        violation = Optional.of(new Violation(invariant.name(), broken.get(), elapsedMillis()));
        return;
      }
    }
    oracle.learn(fact);
  }

  Optional<Violation> violation() {
    return violation;
  }

  long nowMillis() {
    return virtualClock.millis();
  }

  long elapsedMillis() {
    return virtualClock.millis() - START_MILLIS;
  }

  void note(String who, Object what) {
    trace.note(nowMillis(), who, what);
  }

  void note(String who, String prefix, Object what) {
    trace.note(nowMillis(), who, prefix, what);
  }

  /** Whether something goes wrong now; never once the faults have ended. */
  boolean mishap(double probability) {
    return !faultsEnded && random.chance(probability);
  }

  /** From now on nothing goes wrong any more. */
  void endFaults() {
    note("world", "the faults end");
    faultsEnded = true;
    storeAwayUntilMillis = nowMillis();
    storeFullUntilMillis = nowMillis();
    pausesUnreadUntilMillis = nowMillis();
    for (int partition = 0; partition < partitions.count(); partition++) {
      partitions.awayUntil(partition, nowMillis());
    }
  }

  boolean faultsEnded() {
    return faultsEnded;
  }

  void storeAwayUntil(long untilMillis) {
    storeAwayUntilMillis = Math.max(storeAwayUntilMillis, untilMillis);
  }

  void pausesUnreadUntil(long untilMillis) {
    note("store", "does not tell what is paused until +", untilMillis - nowMillis());
    pausesUnreadUntilMillis = untilMillis;
  }

  boolean pausesUnread() {
    return nowMillis() < pausesUnreadUntilMillis;
  }

  void partitionAwayUntil(int partition, long untilMillis) {
    note("partition", "is away: ", partition);
    partitions.awayUntil(partition, untilMillis);
  }

  /** A new era begins in one partition, and nothing is lost. */
  void beginEra(int partition) {
    if (!faultsEnded) {
      note("partition", "is in a new era: ", partition);
      partitions.beginEra(partition);
    }
  }

  /** It answers questions and writes nothing: it is full, or a replica, or its disk fails. */
  void storeFullUntil(long untilMillis) {
    storeFullUntilMillis = untilMillis;
  }

  boolean storeFull() {
    return nowMillis() < storeFullUntilMillis;
  }

  boolean storeAway() {
    return nowMillis() < storeAwayUntilMillis;
  }

  Past past() {
    return new Past(partitions.copy(), oracle.past());
  }

  /**
   * These partitions of the store have lost everything since then, and all connections to them. Not
   * if it was purged meanwhile, or if a worker has joined: what is promised for these says nothing
   * of that.
   */
  void goBackTo(Past past, IntPredicate lost) {
    boolean promised =
        past.store.generations().equals(oracle.generations())
            && past.oracle.workersEver() == oracle.workersEver();
    if (faultsEnded || !promised) {
      return;
    }
    note("store", "goes back in time");
    storeRuns++;
    partitions.restore(past.store, lost);
    oracle.goBackTo(past.oracle, id -> lost.test(partitions.partitionOf(id))).forEach(this.lost);
    List.copyOf(waitingTakes).forEach(StoreLink.WaitingTake::breakOff);
    waitingTakes.clear();
  }

  /** Tells about payments that were accepted, and of which the store knows nothing any more. */
  void whenLost(Consumer<Track> newLost) {
    lost = newLost;
  }

  /** How often it has gone back in time; no connection survives that. */
  long storeRuns() {
    return storeRuns;
  }

  long latency() {
    return random.upTo(Scenario.NETWORK_MILLIS);
  }

  /** Somebody deletes the queue. */
  void loseQueue() {
    note("store", "loses the queue");
    partitions.loseQueue();
    defect.queueLost();
  }

  private boolean refuses(UUID correlationId) {
    return !faultsEnded
        && refusals.computeIfAbsent(
            correlationId, _ -> mishap(scenario.faults().store().refused()));
  }

  /** Somebody destroys the group of the queue, or sets it back. */
  void handOutAnew() {
    if (!faultsEnded) {
      boolean destroyed = random.chance(0.5);
      note("store", destroyed ? "loses its group" : "is set back");
      partitions.handOutAnew(destroyed);
      defect.handedOutAnew(destroyed);
      List.copyOf(waitingTakes).forEach(_ -> queued());
    }
  }

  /** A payment was queued; the take that waits longest may have it. */
  void queued() {
    StoreLink.WaitingTake first = waitingTakes.poll();
    if (first != null) {
      first.tryAgain();
    }
  }

  /** A request has left. */
  void departed() {
    onTheWire++;
  }

  /** A request can have no effect any more. */
  void ended() {
    onTheWire--;
  }

  boolean nothingOnTheWire() {
    return onTheWire == 0;
  }

  SimulatedProcessor processor(String name) {
    SimulatedProcessor processor = processors.get(name);
    if (processor == null) {
      throw new IllegalStateException("there is no processor '" + name + "'");
    }
    return processor;
  }
}
