package dev.rinha.simulation;

import dev.rinha.core.engine.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Lets things go wrong at random times, and ends all faults at last. */
final class FaultInjector {

  private static final long HEALTH_MILLIS = 1_000;

  /** About as long as it takes a worker to carry out what it has decided. */
  private static final long ACTING_MILLIS = 8;

  /** What an fsync every second may lose, and by how much a replica or a copy may be older. */
  private static final long LOST_TAIL_MILLIS = 1_000;

  private static final long OLD_COPY_MILLIS = 5_000;

  private static final int DOUBTS_LOOKED_FOR = 20;

  private static final long SHORT_JUMP_MILLIS = 10_000;
  private static final long LONG_JUMP_MILLIS = 10_000_000;

  private final World world;
  private final Scenario scenario;
  private final RandomSource random;
  private final SimulatedOperator operator;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<MachineClock> clocks = new ArrayList<>();
  private int started;

  FaultInjector(World world) {
    this.world = world;
    this.scenario = world.scenario;
    this.random = world.random;
    this.operator = new SimulatedOperator(world);
  }

  /** Starts the workers, and schedules what goes wrong. */
  void begin() {
    for (int slot = 0; slot < scenario.workers(); slot++) {
      MachineClock clock = new MachineClock(world.virtualClock);
      clock.jump(random.chance(0.3) ? random.between(-50, 50) : 0);
      clocks.add(clock);
      workers.add(start(slot));
    }
    FaultRates faults = scenario.faults();
    sometimes(faults.store().outages(), () -> world.storeAwayUntil(soon()));
    sometimes(faults.store().outages(), () -> world.storeFullUntil(soon()));
    sometimes(faults.store().unreadPauses(), () -> world.pausesUnreadUntil(later()));
    sometimes(faults.store().regroupings(), world::handOutAnew);
    sometimes(
        faults.store().queueLosses(),
        () -> {
          world.loseQueue();
          world.virtualClock.at(soon(), operator::repairQueue);
        });
    sometimes(faults.processors().changes(), this::changeProcessor);
    sometimes(faults.processors().outages(), this::troubleProcessor);
    sometimes(faults.processors().interceptions(), () -> anyProcessor().interceptUntil(soon()));
    sometimes(faults.workers().crashes(), () -> crash(anySlot()));
    sometimes(faults.workers().stops(), () -> stop(anySlot()));
    sometimes(faults.workers().stalls(), () -> stall(anySlot()));
    sometimes(faults.operators().purges(), this::purge);
    sometimes(faults.time().clockJumps(), this::clockJumps);
    sometimes(faults.time().rewinds(), this::rewind);
    sometimes(faults.clients().summaries(), () -> workers.get(anySlot()).read());
    sometimes(faults.operators().pauses(), () -> operator.pauseUntil(soon()));
    sometimes(faults.operators().tidyUps(), operator::tidyUp);
    sometimes(faults.operators().tidyUps(), () -> operator.endDoubt(DOUBTS_LOOKED_FOR));
    if (world.partitions.count() > 1) {
      disturbPartitions(faults);
    }
    if (random.chance(0.5)) {
      world.virtualClock.after(random.upTo(HEALTH_MILLIS), this::reportHealth);
    }
    if (faults.time().longOutageMillis() > 0) {
      beginLongOutage(faults.time().longOutageMillis());
    }
    world.virtualClock.after(scenario.untilFaultsEndMillis(), this::endFaults);
  }

  private void disturbPartitions(FaultRates faults) {
    sometimes(faults.store().outages(), () -> world.partitionAwayUntil(anyPartition(), soon()));
    sometimes(faults.time().rewinds(), () -> world.beginEra(anyPartition()));
  }

  /**
   * The processors, the store or both are away for hours; if the store goes back in time at all, it
   * comes back without what it confirmed last.
   */
  private void beginLongOutage(long millis) {
    long atMillis = scenario.longOutageAtMillis();
    boolean processorsAway = random.chance(0.6);
    boolean storeAway = !processorsAway || random.chance(0.3);
    world.virtualClock.after(
        atMillis,
        () -> {
          long untilMillis = world.nowMillis() + millis;
          if (processorsAway) {
            world.processors.values().forEach(each -> loseProcessor(each, untilMillis));
          }
          if (storeAway) {
            world.note("store", "is away for hours");
            world.storeAwayUntil(untilMillis);
          }
        });
    if (storeAway && scenario.faults().time().rewinds() > 0) {
      long lostMillis = Math.min(atMillis, random.upTo(LOST_TAIL_MILLIS));
      world.virtualClock.after(
          atMillis - lostMillis, () -> goBackAfter(world.past(), lostMillis + millis));
    }
  }

  private void loseProcessor(SimulatedProcessor processor, long untilMillis) {
    switch (random.between(0, 2)) {
      case 0 -> processor.refuseUntil(untilMillis);
      case 1 -> processor.silentUntil(untilMillis);
      default -> processor.change(random.upTo(scenario.maxDelayMillis()), true);
    }
  }

  /** Mostly one: they are on servers of their own. */
  private IntPredicate lostPartitions() {
    if (world.partitions.count() == 1 || random.chance(0.3)) {
      return _ -> true;
    }
    int one = anyPartition();
    return number -> number == one;
  }

  private int anyPartition() {
    return random.between(0, world.partitions.count() - 1);
  }

  private SimulatedWorker start(int slot) {
    return new SimulatedWorker(
        world,
        "worker-" + ++started,
        clocks.get(slot),
        random.pick(scenario.settings()),
        () -> acts(slot));
  }

  private void acts(int slot) {
    FaultRates faults = scenario.faults();
    if (world.mishap(faults.workers().diesWhileActing())) {
      world.virtualClock.after(random.upTo(ACTING_MILLIS), () -> crash(slot));
    }
    if (world.mishap(faults.workers().stallsWhileActing())) {
      world.virtualClock.after(random.upTo(ACTING_MILLIS), () -> stall(slot));
    }
  }

  private void sometimes(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      world.virtualClock.after(scenario.faultyTime(random), action);
    }
  }

  /** A time within a few claim timeouts, at which the faults have ended at the latest. */
  private long soon() {
    long most = 3 * scenario.longestClaimTimeoutMillis();
    return Math.min(faultsEndAtMillis(), world.nowMillis() + random.upTo(most));
  }

  /** A time at which the faults may have ended. */
  private long later() {
    return Math.min(faultsEndAtMillis(), world.nowMillis() + random.upTo(scenario.faultyMillis()));
  }

  private long faultsEndAtMillis() {
    return world.nowMillis() + scenario.untilFaultsEndMillis() - world.elapsedMillis();
  }

  private SimulatedProcessor anyProcessor() {
    return random.pick(List.copyOf(world.processors.values()));
  }

  private void changeProcessor() {
    anyProcessor().change(random.upTo(scenario.maxDelayMillis()), random.chance(0.4));
  }

  private void troubleProcessor() {
    SimulatedProcessor processor = anyProcessor();
    switch (random.between(0, 3)) {
      case 0 -> processor.refuseUntil(soon());
      case 1 -> processor.silentUntil(soon());
      case 2 -> processor.restart(random.upTo(500));
      default ->
          processor.standStillUntil(
              world.nowMillis() + random.upTo(Scenario.PROCESSOR_STALL_MILLIS));
    }
  }

  private int anySlot() {
    return random.between(0, workers.size() - 1);
  }

  private void crash(int slot) {
    if (!world.faultsEnded() && workers.get(slot).alive()) {
      workers.get(slot).die();
      world.virtualClock.at(soon(), () -> restart(slot));
    }
  }

  private void stop(int slot) {
    SimulatedWorker worker = workers.get(slot);
    if (worker.alive()) {
      worker.stop(
          random.upTo(random.chance(0.5) ? 20 : 2_000),
          () -> world.virtualClock.at(soon(), () -> restart(slot)));
    }
  }

  private void restart(int slot) {
    if (!workers.get(slot).alive()) {
      workers.set(slot, start(slot));
    }
  }

  /** Often long enough for others to take over its payments, sometimes even to free them. */
  private void stall(int slot) {
    long claimTimeoutMillis = scenario.longestClaimTimeoutMillis();
    long most =
        random.chance(0.5)
            ? 2 * claimTimeoutMillis
            : 3 * claimTimeoutMillis + 4 * scenario.longestInDoubtBoundMillis();
    if (!world.faultsEnded() && workers.get(slot).alive()) {
      workers
          .get(slot)
          .standStillUntil(
              Math.min(faultsEndAtMillis(), world.nowMillis() + random.upTo(most)),
              random.chance(scenario.faults().workers().suspended()));
    }
  }

  private void purge() {
    SimulatedWorker worker = random.pick(workers);
    if (worker.alive()) {
      world.note("world", "a purge is ordered");
      worker.purge(random.upTo(1_000));
    }
  }

  /** What the store confirms from now on is lost in a while. */
  private void rewind() {
    goBackAfter(world.past(), random.upTo(random.chance(0.5) ? LOST_TAIL_MILLIS : OLD_COPY_MILLIS));
  }

  private void goBackAfter(World.Past past, long millis) {
    world.virtualClock.after(
        millis,
        () -> {
          world.goBackTo(past, lostPartitions());
          if (scenario.faults().store().queueLosses() > 0) {
            // Perhaps to a time at which it had no queue.
            world.virtualClock.at(soon(), operator::repairQueue);
          }
        });
  }

  private void clockJumps() {
    long most = random.chance(0.5) ? LONG_JUMP_MILLIS : SHORT_JUMP_MILLIS;
    long millis = random.between(-most, most);
    switch (random.between(0, 3)) {
      case 0 -> jump("store", world.storeClock, millis);
      case 1 -> jump("client", world.clientClock, millis);
      default -> {
        int slot = anySlot();
        // A machine that does not see at either clock that it was away is admitted in
        // guarantees.md.
        if (millis > 0 || !workers.get(slot).suspended()) {
          jump("machine-" + (slot + 1), clocks.get(slot), millis);
        }
      }
    }
  }

  private void jump(String who, MachineClock clock, long millis) {
    world.note(who, "has its clock set by ", millis);
    clock.jump(millis);
  }

  private void reportHealth() {
    for (SimulatedWorker worker : workers) {
      for (var processor : world.processors.entrySet()) {
        worker.post(new Event.HealthSeen(processor.getKey(), processor.getValue().health()));
      }
    }
    world.virtualClock.after(HEALTH_MILLIS, this::reportHealth);
  }

  private void endFaults() {
    world.endFaults();
    world.processors.values().forEach(SimulatedProcessor::endFaults);
    for (int slot = 0; slot < workers.size(); slot++) {
      restart(slot);
    }
  }
}
