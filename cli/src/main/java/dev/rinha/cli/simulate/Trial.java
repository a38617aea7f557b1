package dev.rinha.cli.simulate;

import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.RoutingSimulation;

/** What each policy is put through once: a schedule, and the seed of its arrivals. Immutable. */
record Trial(LoadSchedule schedule, long seed) {

  RoutingReport run(String policy, Waiting waiting) {
    return new RoutingSimulation(schedule, RoutingPolicy.named(policy, waiting), seed).run();
  }
}
