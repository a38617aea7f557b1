package dev.rinha.cli.simulate;

import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Waiting;
import dev.rinha.simulation.schedule.ClairvoyantOptimum;
import dev.rinha.simulation.schedule.ClairvoyantOptimum.Optimum;
import dev.rinha.simulation.schedule.PolicyComparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Every policy on every trial, on all processors of this machine.
 *
 * @param policies by name
 * @param price what a second is charged that a payment waits
 * @param trials how many trials there are
 * @param trial draws the trial of a number from 0 on; always the same for the same number
 */
record Experiment(
    List<String> policies,
    Waiting waiting,
    PriceOfTime price,
    int trials,
    IntFunction<Trial> trial) {

  /**
   * What came of it. Immutable.
   *
   * @param runs by policy, in the order of the trials
   * @param optima what somebody who knows the future would have earned, in the order of the trials
   * @param tookNanos real time that the simulations took, without the optima
   */
  record Results(Map<String, List<Run>> runs, List<Optimum> optima, long tookNanos) {

    long payments() {
      return runs.values().stream().flatMap(List::stream).mapToLong(Run::accepted).sum();
    }

    long paymentsPerSecond() {
      return Math.round(payments() * 1e9 / Math.max(1, tookNanos));
    }

    /** Net revenue as a part of the optimum's. */
    PolicyComparison comparison() {
      Map<String, double[]> ratios = new LinkedHashMap<>();
      Map<String, double[]> costs = new LinkedHashMap<>();
      runs.forEach(
          (policy, ofPolicy) -> {
            ratios.put(
                policy,
                IntStream.range(0, optima.size())
                    .mapToDouble(i -> ratio(ofPolicy.get(i), i))
                    .toArray());
            costs.put(policy, ofPolicy.stream().mapToDouble(Run::costPart).toArray());
          });
      return new PolicyComparison(ratios, costs, payments());
    }

    double ratio(Run run, int trial) {
      return (double) run.netMicroCents() / Math.max(1, optima.get(trial).netMicroCents());
    }
  }

  /**
   * @param nanoTime a clock that only goes forward
   */
  Results run(LongSupplier nanoTime) {
    long begin = nanoTime.getAsLong();
    List<Run> all =
        IntStream.range(0, trials * policies.size()).parallel().mapToObj(this::runOne).toList();
    long tookNanos = nanoTime.getAsLong() - begin;
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (String policy : policies) {
      runs.put(policy, all.stream().filter(run -> run.policy().equals(policy)).toList());
    }
    return new Results(runs, optima(), tookNanos);
  }

  private Run runOne(int number) {
    Trial one = trial.apply(number / policies.size());
    String policy = policies.get(number % policies.size());
    return Run.of(policy, one, one.run(policy, waiting), price);
  }

  private List<Optimum> optima() {
    return IntStream.range(0, trials)
        .parallel()
        .mapToObj(trial)
        .map(one -> ClairvoyantOptimum.of(one.schedule(), one.seed()))
        .toList();
  }
}
