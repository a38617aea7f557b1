package dev.rinha.core.simulation.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.Patience;
import dev.rinha.core.routing.RoutingPolicies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code -Dschedules=1000} compares on more schedules, {@code -Dschedules.first=N} on others. */
class PolicyComparisonTest {

  private static final int SCHEDULES = Integer.getInteger("schedules", 24);
  private static final long FIRST = Long.getLong("schedules.first", 0);

  @Test
  void defaultPolicyEarnsAlmostWhatCanBeEarned() {
    long startNanos = System.nanoTime();
    PolicyComparison comparison =
        PolicyComparison.ofRandomSchedules(FIRST, SCHEDULES, Patience.DEFAULT);
    double seconds = (System.nanoTime() - startNanos) / 1e9;

    System.out.printf(
        "schedules %d to %d, %d payments, %.0f payments/s%n",
        FIRST, FIRST + SCHEDULES - 1, comparison.payments(), comparison.payments() / seconds);
    for (String policy : RoutingPolicies.names()) {
      System.out.printf(
          "%-18s mean %.4f  worst %.4f  not beaten by cheapest-only or failover-at-once %.3f%n",
          policy,
          comparison.mean(policy),
          comparison.worst(policy),
          comparison.notBeaten(
              policy, RoutingPolicies.CHEAPEST_ONLY, RoutingPolicies.FAILOVER_AT_ONCE));
    }
    assertTrue(comparison.mean(RoutingPolicies.CHEAPEST_IN_TIME) >= 0.98);
    assertTrue(comparison.worst(RoutingPolicies.CHEAPEST_IN_TIME) >= 0.90);
  }

  @Test
  void sameSeedGivesTheSameRun() {
    RoutingReport one = run(7);
    RoutingReport other = run(7);

    assertEquals(one.netMicroCents(), other.netMicroCents());
    assertEquals(one.seconds(), other.seconds());
    assertEquals(one.decisions(), other.decisions());
  }

  @Test
  void noPolicyEarnsMoreThanTheOptimum() {
    PolicyComparison comparison =
        PolicyComparison.ofRandomSchedules(
            5_000, 6, new Patience.Fixed(Duration.ofSeconds(5).toMillis()));

    comparison
        .ratios()
        .forEach(
            (policy, ratios) -> {
              for (double ratio : ratios) {
                assertTrue(ratio <= 1, policy + " earned " + ratio + " of the optimum");
              }
            });
  }

  private static RoutingReport run(long seed) {
    return new RoutingSimulation(
            ScheduleGenerator.draw(seed), new CheapestInTime(), Patience.DEFAULT, seed)
        .run();
  }
}
