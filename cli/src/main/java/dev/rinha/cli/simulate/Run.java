package dev.rinha.cli.simulate;

import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Reason;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.RoutingSimulation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one policy on one schedule: a report without its long lists, so that thousands fit
 * in memory. Immutable.
 *
 * @param seed of the arrivals, and of everything random in the policy
 * @param settled payments settled in time, by processor
 * @param netMicroCents amounts settled less fees, in millionths of a cent
 * @param feeMicroCents fees paid, in millionths of a cent
 * @param costMicroCents fees and time; what is unpaid is charged the dearest fee, and its time
 * @param decisions how often payments were sent or held, by reason
 */
record Run(
    String policy,
    String schedule,
    long seed,
    long accepted,
    Map<String, Long> settled,
    long netMicroCents,
    long feeMicroCents,
    double costMicroCents,
    Latency latency,
    Map<Reason, Long> decisions) {

  /** Accept to settle of the settled payments. */
  record Latency(long p50Millis, long p90Millis, long p99Millis, long maxMillis) {}

  /** Copies the maps: processors in the order given, reasons in theirs. */
  Run {
    settled = Collections.unmodifiableMap(new LinkedHashMap<>(settled));
    decisions = Collections.unmodifiableMap(new TreeMap<>(decisions));
  }

  static Run of(String policy, Trial trial, RoutingReport report, PriceOfTime price) {
    return new Run(
        policy,
        trial.schedule().name(),
        trial.seed(),
        report.accepted(),
        inOrder(trial, report.settled()),
        report.netMicroCents(),
        report.feeMicroCents(),
        report.costMicroCents(price),
        new Latency(
            report.latencyMillis(0.5),
            report.latencyMillis(0.9),
            report.latencyMillis(0.99),
            report.latencyMillis(1)),
        report.decisions());
  }

  private static Map<String, Long> inOrder(Trial trial, Map<String, Long> settled) {
    Map<String, Long> ordered = new LinkedHashMap<>();
    trial
        .schedule()
        .processors()
        .forEach(plan -> ordered.put(plan.name(), settled.getOrDefault(plan.name(), 0L)));
    return ordered;
  }

  long settledTotal() {
    return settled.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The cost as a part of all amounts. */
  double costPart() {
    return costMicroCents / (1e6 * Math.max(1, accepted) * RoutingSimulation.AMOUNT.cents());
  }

  long unpaid() {
    return accepted - settledTotal();
  }
}
