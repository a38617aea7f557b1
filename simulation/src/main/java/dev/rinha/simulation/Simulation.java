package dev.rinha.simulation;

import java.util.List;
import java.util.function.Supplier;

/**
 * Runs one simulated world: clients, workers with the execution core of production, the in-memory
 * store, networks and processors. Things go wrong for some seconds of virtual time, then everything
 * heals, and all payments must be finished within a bound. After every step all promises are
 * checked.
 *
 * <p>The same scenario always gives the same result. Thread safe: nothing is shared between runs.
 */
public final class Simulation {

  /** How much of what happened is kept for the reader of a failure. */
  private static final int TRACED = 80;

  /** A simulation takes about a thousand steps; one that takes that many does not get anywhere. */
  private static final long MOST_STEPS = 5_000_000;

  private Simulation() {}

  /** Simulates what the seed decides. */
  public static SimulationResult run(long seed) {
    return run(Scenario.of(seed));
  }

  /**
   * Simulates that scenario. A broken promise is simulated a second time, to tell what led to it.
   */
  public static SimulationResult run(Scenario scenario) {
    return run(scenario, () -> Sabotage.NONE);
  }

  /**
   * Simulates that scenario, and keeps everything that happened whether or not a promise is broken.
   */
  public static SimulationResult trace(Scenario scenario) {
    return new Run(scenario, Sabotage.NONE, Integer.MAX_VALUE).go();
  }

  static SimulationResult run(Scenario scenario, Supplier<Sabotage> sabotage) {
    SimulationResult result = new Run(scenario, sabotage.get(), 0).go();
    return result.violation().isEmpty() ? result : new Run(scenario, sabotage.get(), TRACED).go();
  }

  private static final class Run {

    private final World world;
    private final Clients clients;
    private final Weather weather;
    private long steps;
    private long quietSinceMillis = Long.MAX_VALUE;

    Run(Scenario scenario, Sabotage sabotage, int traced) {
      this.world = new World(scenario, sabotage, traced);
      this.clients = new Clients(world);
      this.weather = new Weather(world);
    }

    SimulationResult go() {
      try {
        weather.begin();
        clients.arrive();
        while (world.violation().isEmpty() && !rested()) {
          step();
        }
        world.happened(new Fact.Rested(world.store, world.dice));
      } catch (RuntimeException e) {
        world.happened(new Fact.Threw(e));
      }
      return result();
    }

    private void step() {
      steps++;
      world.timeline.advance();
      world.happened(new Fact.Counted(world.store.census()));
    }

    /** Everything is finished, and has been for long enough to see what might come late. */
    private boolean rested() {
      long healedForMillis = world.elapsedMillis() - world.scenario.weatherMillis();
      boolean quiet =
          world.healed() && clients.done() && world.truth.allFinished() && world.nothingOnTheWire();
      if (!quiet) {
        quietSinceMillis = Long.MAX_VALUE;
        if (healedForMillis > world.scenario.settleBoundMillis() || steps > MOST_STEPS) {
          world.happened(new Fact.NotRested(healedForMillis));
        }
        return false;
      }
      quietSinceMillis = Math.min(quietSinceMillis, world.nowMillis());
      return world.nowMillis() - quietSinceMillis > world.scenario.execution().claimTimeoutMillis();
    }

    private SimulationResult result() {
      return new SimulationResult(
          world.scenario,
          world.violation(),
          world.truth.acceptedEver(),
          world.truth.settledEver(),
          world.truth.deadEver(),
          steps,
          world.elapsedMillis(),
          List.copyOf(world.trace.lines()));
    }
  }
}
