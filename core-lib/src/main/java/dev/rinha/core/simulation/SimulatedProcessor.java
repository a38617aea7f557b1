package dev.rinha.core.simulation;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A payment processor as the challenge describes it: a delay that is fixed on arrival, then the
 * failure setting as it is by then, then the insert. Whether anybody still waits for the answer
 * changes nothing.
 */
final class SimulatedProcessor {

  private final World world;
  private final String name;
  private final Map<UUID, Track.Executed> records = new HashMap<>();

  private long delayMillis;
  private boolean failing;
  private int working;
  private int life;
  private long standsStillUntilMillis;
  private long refusesUntilMillis;
  private long silentUntilMillis;

  SimulatedProcessor(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /**
   * A request arrives.
   *
   * @param answer gets the answer when it leaves; is not called when the processor dies before
   */
  void arrive(UUID correlationId, long cents, long requestedAtMillis, Consumer<Outcome> answer) {
    if (working >= world.scenario.capacity()) {
      world.ended();
      answer.accept(new Outcome.Throttled(world.dice.upTo(1_000)));
      return;
    }
    working++;
    int lifeThen = life;
    world.timeline.after(
        delayMillis,
        () ->
            awake(
                () -> {
                  world.ended();
                  if (life == lifeThen) {
                    working--;
                    answer.accept(execute(correlationId, cents, requestedAtMillis));
                  }
                }));
  }

  private void awake(Runnable action) {
    if (world.nowMillis() < standsStillUntilMillis) {
      world.timeline.at(standsStillUntilMillis, action);
    } else {
      action.run();
    }
  }

  private Outcome execute(UUID correlationId, long cents, long requestedAtMillis) {
    Track track = world.truth.track(correlationId);
    if (track.poison) {
      return new Outcome.Rejected(400, "no such account");
    }
    if (failing) {
      return new Outcome.Failed(500);
    }
    if (records.containsKey(correlationId)) {
      return new Outcome.Duplicate();
    }
    Track.Executed executed = new Track.Executed(name, cents, requestedAtMillis);
    records.put(correlationId, executed);
    world.note(name, "inserts ", track);
    world.happened(new Fact.Inserted(track, executed));
    return world.mishap(world.scenario.faults().processors().failsAfterInsert())
        ? new Outcome.Failed(500)
        : new Outcome.Executed();
  }

  Lookup find(UUID correlationId) {
    Track.Executed executed = records.get(correlationId);
    return executed == null
        ? new Lookup.Absent()
        : new Lookup.Found(executed.cents(), executed.requestedAtMillis());
  }

  HealthReport health() {
    return refuses() || silent()
        ? new HealthReport.Unreachable("no connection")
        : new HealthReport.Reported(failing, delayMillis);
  }

  boolean refuses() {
    return world.nowMillis() < refusesUntilMillis;
  }

  boolean silent() {
    return world.nowMillis() < silentUntilMillis;
  }

  void change(long newDelayMillis, boolean newFailing) {
    world.note(name, newFailing ? "fails after " : "works after ", newDelayMillis);
    delayMillis = newDelayMillis;
    failing = newFailing;
  }

  /** Connections are refused until then; requests that have arrived are worked on. */
  void refuseUntil(long untilMillis) {
    world.note(name, "refuses connections until +", untilMillis - world.nowMillis());
    refusesUntilMillis = untilMillis;
  }

  /** Nothing gets through to it or from it until then; requests that have arrived are worked on. */
  void silentUntil(long untilMillis) {
    world.note(name, "is cut off until +", untilMillis - world.nowMillis());
    silentUntilMillis = untilMillis;
  }

  /**
   * Dies and is started again after a while; what it was working on is gone, its records are not.
   */
  void restart(long downMillis) {
    world.note(name, "is restarted");
    life++;
    working = 0;
    refuseUntil(world.nowMillis() + downMillis);
  }

  /** Does nothing until then. */
  void standStillUntil(long untilMillis) {
    world.note(name, "stands still until +", untilMillis - world.nowMillis());
    standsStillUntilMillis = untilMillis;
  }

  void heal() {
    change(world.dice.upTo(10), false);
    refusesUntilMillis = world.nowMillis();
    silentUntilMillis = world.nowMillis();
  }
}
