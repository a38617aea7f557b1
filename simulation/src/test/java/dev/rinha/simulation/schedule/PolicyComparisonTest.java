package dev.rinha.simulation.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code -Dschedules=1000} compares on more schedules, {@code -Dschedules.first=N} on others. */
class PolicyComparisonTest {

  private static final int SCHEDULES = Integer.getInteger("schedules", 24);
  private static final long FIRST = Long.getLong("schedules.first", 0);

  @ParameterizedTest
  @CsvSource({"0.001", "0.005", "0.02", "0.1"})
  void feesAndTimeCostLeastWithTheDefaultPolicyAtEveryPrice(String fraction) {
    PriceOfTime price = PriceOfTime.parse(fraction);
    PolicyComparison comparison =
        PolicyComparison.ofRandomSchedules(
            FIRST, SCHEDULES, PolicyComparison.everyPolicy(new Waiting.Priced(price)), price);

    System.out.printf(
        "schedules %d to %d, price of time %s, %d payments%n",
        FIRST, FIRST + SCHEDULES - 1, price, comparison.payments());
    for (String policy : RoutingPolicies.names()) {
      System.out.printf(
          "%-18s fees and time %7.4f %%  of optimum: mean %.4f  worst %.4f%n",
          policy,
          100 * comparison.meanCost(policy),
          comparison.mean(policy),
          comparison.worst(policy));
    }
    double mine = comparison.meanCost(RoutingPolicies.CHEAPEST_IN_TIME);
    for (String other : RoutingPolicies.names()) {
      assertTrue(mine <= comparison.meanCost(other), other + " costs less");
    }
    assertTrue(comparison.mean(RoutingPolicies.CHEAPEST_IN_TIME) >= 0.97);
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
            5_000,
            6,
            PolicyComparison.everyPolicy(new Waiting.AtMost(Duration.ofSeconds(5))),
            PriceOfTime.DEFAULT);

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
    return new RoutingSimulation(ScheduleGenerator.draw(seed), new CheapestInTime(), seed).run();
  }
}
