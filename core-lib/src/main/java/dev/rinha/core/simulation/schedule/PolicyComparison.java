package dev.rinha.core.simulation.schedule;

import dev.rinha.core.routing.Patience;
import dev.rinha.core.routing.RoutingPolicies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Every policy on many schedules, each as a part of the clairvoyant optimum. Immutable.
 *
 * @param ratios net revenue as a part of the optimum's, by policy, in the order of the seeds
 * @param payments how many payments were simulated in all
 */
public record PolicyComparison(Map<String, double[]> ratios, long payments) {

  /** What counts as beaten: more than one per cent less. */
  private static final double BEATEN_BELOW = 0.99;

  /** One schedule: the ratio of each policy, and how many payments it took to find out. */
  private record Row(List<Double> ratios, long payments) {}

  /**
   * Runs all policies on the random schedules of these seeds, on all processors of this machine.
   */
  public static PolicyComparison ofRandomSchedules(long firstSeed, int count, Patience patience) {
    List<String> policies = RoutingPolicies.names();
    List<Row> rows =
        LongStream.range(firstSeed, firstSeed + count)
            .parallel()
            .mapToObj(seed -> row(seed, policies, patience))
            .toList();
    Map<String, double[]> ratios = new LinkedHashMap<>();
    for (int i = 0; i < policies.size(); i++) {
      int policy = i;
      ratios.put(
          policies.get(i), rows.stream().mapToDouble(row -> row.ratios().get(policy)).toArray());
    }
    return new PolicyComparison(ratios, rows.stream().mapToLong(Row::payments).sum());
  }

  private static Row row(long seed, List<String> policies, Patience patience) {
    LoadSchedule schedule = ScheduleGenerator.draw(seed);
    double optimum = Math.max(1, ClairvoyantOptimum.of(schedule, seed).netMicroCents());
    List<Double> ratios = new ArrayList<>();
    long payments = 0;
    for (String policy : policies) {
      RoutingReport report =
          new RoutingSimulation(schedule, RoutingPolicies.named(policy), patience, seed).run();
      ratios.add(report.netMicroCents() / optimum);
      payments += report.accepted();
    }
    return new Row(ratios, payments);
  }

  /** Mean part of the optimum. */
  public double mean(String policy) {
    return Arrays.stream(of(policy)).average().orElse(0);
  }

  /** The part of the optimum on the schedule where it was least. */
  public double worst(String policy) {
    return Arrays.stream(of(policy)).min().orElse(0);
  }

  /** On which part of the schedules none of the others earned over one per cent more. */
  public double notBeaten(String policy, String... others) {
    double[] mine = of(policy);
    int count = 0;
    for (int i = 0; i < mine.length; i++) {
      double best = 0;
      for (String other : others) {
        best = Math.max(best, of(other)[i]);
      }
      count += mine[i] >= best * BEATEN_BELOW ? 1 : 0;
    }
    return (double) count / mine.length;
  }

  private double[] of(String policy) {
    double[] found = ratios.get(policy);
    if (found == null) {
      throw new IllegalArgumentException("not compared: " + policy);
    }
    return found;
  }
}
