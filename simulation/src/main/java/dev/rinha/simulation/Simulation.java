package dev.rinha.simulation;

import java.util.List;
import java.util.function.Supplier;

/**
 * Runs one simulated world: clients, workers with the execution core of production, the in-memory
 * store, networks and processors. Things go wrong for some seconds of virtual time, then the faults
 * end, and all payments must be finished within a bound. After every step all promises are checked.
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
    return run(scenario, () -> DeliberateDefect.NONE);
  }

  /**
   * Simulates that scenario, and keeps everything that happened whether or not a promise is broken.
   */
  public static SimulationResult trace(Scenario scenario) {
    return new Run(scenario, DeliberateDefect.NONE, Integer.MAX_VALUE).go();
  }

  static SimulationResult run(Scenario scenario, Supplier<DeliberateDefect> defect) {
    SimulationResult result = new Run(scenario, defect.get(), 0).go();
    return result.violation().isEmpty() ? result : new Run(scenario, defect.get(), TRACED).go();
  }

  private static final class Run {

    private final World world;
    private final Clients clients;
    private final FaultInjector faultInjector;
    private long steps;
    private long quietSinceMillis = Long.MAX_VALUE;

    Run(Scenario scenario, DeliberateDefect defect, int traced) {
      this.world = new World(scenario, defect, traced);
      this.clients = new Clients(world);
      this.faultInjector = new FaultInjector(world);
    }

    SimulationResult go() {
      try {
        faultInjector.begin();
        clients.arrive();
        while (world.violation().isEmpty() && !rested()) {
          step();
        }
        world.happened(new Fact.Rested(world.answering.ledger(), world.random));
      } catch (RuntimeException e) {
        world.happened(new Fact.Threw(e));
      }
      return result();
    }

    private void step() {
      steps++;
      world.virtualClock.advance();
      world.happened(new Fact.Counted(world.answering.ledger().census()));
    }

    /** Everything is finished, and has been for long enough to see what might come late. */
    private boolean rested() {
      long faultlessMillis = world.elapsedMillis() - world.scenario.untilFaultsEndMillis();
      boolean quiet =
          world.faultsEnded()
              && clients.done()
              && world.oracle.allFinished()
              && world.oracle.purgedEverywhere()
              && world.nothingOnTheWire();
      if (!quiet) {
        quietSinceMillis = Long.MAX_VALUE;
        if (faultlessMillis > world.scenario.settleBoundMillis() || steps > MOST_STEPS) {
          world.happened(new Fact.NotRested(faultlessMillis));
        }
        return false;
      }
      quietSinceMillis = Math.min(quietSinceMillis, world.nowMillis());
      return world.nowMillis() - quietSinceMillis > world.scenario.longestClaimTimeoutMillis();
    }

    private SimulationResult result() {
      return new SimulationResult(
          world.scenario,
          world.violation(),
          world.oracle.acceptedEver(),
          world.oracle.settledEver(),
          world.oracle.deadEver(),
          steps,
          world.elapsedMillis(),
          List.copyOf(world.trace.lines()));
    }
  }
}
