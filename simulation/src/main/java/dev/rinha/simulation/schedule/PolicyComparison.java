package dev.rinha.simulation.schedule;

import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Policies on many schedules: what each earns as a part of the clairvoyant optimum, and what fees
 * and time cost. Immutable.
 *
 * @param ratios net revenue as a part of the optimum's, by policy, in the order of the seeds
 * @param costs fees and time at the price as a part of the amounts, likewise
 * @param payments how many payments were simulated in all
 */
public record PolicyComparison(
    Map<String, double[]> ratios, Map<String, double[]> costs, long payments) {

  /** What counts as beaten: more than one per cent less. */
  private static final double BEATEN_BELOW = 0.99;

  /** One policy on one schedule. */
  private record Cell(double ratio, double cost, long payments) {}

  /** How to make every policy that has a name, by name. */
  public static Map<String, Supplier<RoutingPolicy>> everyPolicy(Waiting waiting) {
    Map<String, Supplier<RoutingPolicy>> policies = new LinkedHashMap<>();
    RoutingPolicies.names().forEach(n -> policies.put(n, () -> RoutingPolicy.named(n, waiting)));
    return policies;
  }

  /**
   * Runs policies on the random schedules of these seeds, on all processors of this machine.
   *
   * @param policies by name; each run gets one of its own
   * @param price of the time that payments wait
   */
  public static PolicyComparison ofRandomSchedules(
      long firstSeed, int count, Map<String, Supplier<RoutingPolicy>> policies, PriceOfTime price) {
    List<List<Cell>> rows =
        LongStream.range(firstSeed, firstSeed + count)
            .parallel()
            .mapToObj(seed -> row(seed, policies, price))
            .toList();
    Map<String, double[]> ratios = new LinkedHashMap<>();
    Map<String, double[]> costs = new LinkedHashMap<>();
    List<String> names = List.copyOf(policies.keySet());
    for (int i = 0; i < names.size(); i++) {
      int policy = i;
      ratios.put(names.get(i), rows.stream().mapToDouble(row -> row.get(policy).ratio()).toArray());
      costs.put(names.get(i), rows.stream().mapToDouble(row -> row.get(policy).cost()).toArray());
    }
    return new PolicyComparison(
        ratios, costs, rows.stream().flatMap(List::stream).mapToLong(Cell::payments).sum());
  }

  private static List<Cell> row(
      long seed, Map<String, Supplier<RoutingPolicy>> policies, PriceOfTime price) {
    LoadSchedule schedule = ScheduleGenerator.draw(seed);
    double optimum = Math.max(1, ClairvoyantOptimum.of(schedule, seed).netMicroCents());
    List<Cell> cells = new ArrayList<>();
    for (Supplier<RoutingPolicy> policy : policies.values()) {
      RoutingReport report = new RoutingSimulation(schedule, policy.get(), seed).run();
      double amounts = 1e6 * Math.max(1, report.accepted()) * RoutingSimulation.AMOUNT.cents();
      cells.add(
          new Cell(
              report.netMicroCents() / optimum,
              report.costMicroCents(price) / amounts,
              report.accepted()));
    }
    return cells;
  }

  /** Mean part of the optimum. */
  public double mean(String policy) {
    return Arrays.stream(of(ratios, policy)).average().orElse(0);
  }

  /** Mean cost of fees and time as a part of the amounts. */
  public double meanCost(String policy) {
    return Arrays.stream(of(costs, policy)).average().orElse(0);
  }

  /** The part of the optimum on the schedule where it was least. */
  public double worst(String policy) {
    return Arrays.stream(of(ratios, policy)).min().orElse(0);
  }

  /** On which part of the schedules none of the others earned over one per cent more. */
  public double notBeaten(String policy, String... others) {
    double[] mine = of(ratios, policy);
    int count = 0;
    for (int i = 0; i < mine.length; i++) {
      double best = 0;
      for (String other : others) {
        best = Math.max(best, of(ratios, other)[i]);
      }
      count += mine[i] >= best * BEATEN_BELOW ? 1 : 0;
    }
    return (double) count / mine.length;
  }

  private static double[] of(Map<String, double[]> values, String policy) {
    double[] found = values.get(policy);
    if (found == null) {
      throw new IllegalArgumentException("not compared: " + policy);
    }
    return found;
  }
}
