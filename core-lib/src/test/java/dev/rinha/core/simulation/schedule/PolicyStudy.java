package dev.rinha.core.simulation.schedule;

import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.routing.FailoverAtOnce;
import dev.rinha.core.routing.RoutingPolicy;
import java.util.Arrays;
import java.util.function.Supplier;

/** Compares policies over many random schedules; run by hand. */
public final class PolicyStudy {

  private PolicyStudy() {}

  static double[] ratios(Supplier<RoutingPolicy> policy, long patienceMillis, int seeds, double[] optimum) {
    double[] ratios = new double[seeds];
    java.util.stream.IntStream.range(0, seeds).parallel().forEach(seed -> {
      LoadSchedule schedule = ScheduleGenerator.draw(seed);
      if (optimum[seed] == 0) {
        optimum[seed] = ClairvoyantOptimum.of(schedule, seed).netMicroCents();
      }
      RoutingReport report = new RoutingSimulation(schedule, policy.get(), patienceMillis, seed).run();
      ratios[seed] = report.netMicroCents() / optimum[seed];
    });
    return ratios;
  }

  static void print(String name, double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    System.out.printf("%-28s mean %.4f  min %.4f  p1 %.4f p5 %.4f median %.4f  below 90%%: %d%n", name,
        Arrays.stream(ratios).average().orElse(0), sorted[0], sorted[sorted.length / 100], sorted[sorted.length / 20],
        sorted[sorted.length / 2], Arrays.stream(ratios).filter(r -> r < 0.9).count());
  }

  static double notBeaten(double[] mine, double[]... others) {
    int ok = 0;
    for (int i = 0; i < mine.length; i++) {
      double best = 0;
      for (double[] other : others) best = Math.max(best, other[i]);
      if (mine[i] >= best * 0.99) ok++;
    }
    return (double) ok / mine.length;
  }

  public static void main(String[] args) {
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    double[] optimum = new double[seeds];
    long start = System.nanoTime();
    double[] only = ratios(CheapestOnly::new, 0, seeds, optimum);
    print("cheapest-only", only);
    double[] failover = ratios(FailoverAtOnce::new, 0, seeds, optimum);
    print("failover-at-once", failover);
    for (long patience : new long[] {500, 1000, 2000, 5000, 10000, 20000}) {
      double[] mine = ratios(CheapestInTime::new, patience, seeds, optimum);
      print("cheapest-in-time " + patience, mine);
      System.out.printf("   not beaten by more than 1%%: %.3f%n", notBeaten(mine, only, failover));
      int[] worst = java.util.stream.IntStream.range(0, seeds).boxed().sorted(java.util.Comparator.comparingDouble(i -> mine[i])).limit(8).mapToInt(i -> i).toArray();
      for (int w : worst) System.out.printf("   seed %d: %.3f (only %.3f failover %.3f)%n", w, mine[w], only[w], failover[w]);
    }
    System.out.printf("%.1f s%n", (System.nanoTime() - start) / 1e9);
  }
}
