package dev.rinha.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What came of a simulation. Immutable.
 *
 * @param scenario what was simulated
 * @param violation the first promise that was broken, empty if all were kept
 * @param accepted payments accepted, in all generations
 * @param settled payments settled, in all generations
 * @param dead payments that became dead letters, in all generations
 * @param steps how many things happened, each followed by a check of every promise
 * @param virtualMillis how much virtual time passed
 * @param trace the last things that happened before the violation, oldest first
 */
public record SimulationResult(
    Scenario scenario,
    Optional<Violation> violation,
    long accepted,
    long settled,
    long dead,
    long steps,
    long virtualMillis,
    List<String> trace) {

  /** The violation, how to see it again, and what happened before it. */
  public String report() {
    return violation
        .map(
            v ->
                """
                seed %s breaks "%s" at %s ms: %s
                %s
                replay: mvn -q -pl simulation -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=SimulationTest -Dsimulation.seed=%s -Dsimulation.trace=true
                the last %s things that happened:
                %s
                """
                    .formatted(
                        scenario.seed(),
                        v.invariant(),
                        v.atMillis(),
                        v.what(),
                        scenario,
                        scenario.seed(),
                        trace.size(),
                        String.join("\n", trace)))
        .orElse(
            "seed %s: %s accepted, %s settled, %s dead, %s steps, %s ms"
                .formatted(scenario.seed(), accepted, settled, dead, steps, virtualMillis));
  }
}
