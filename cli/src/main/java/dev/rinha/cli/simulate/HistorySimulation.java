package dev.rinha.cli.simulate;

import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.RoutingSimulation;
import dev.rinha.simulation.schedule.TrafficSchedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A recorded time under every setting.
 *
 * @param processors as they were, or with other fees
 * @param price what a second is charged in which a payment is not executed yet, under every setting
 * @param settings policies with their settings, as they describe themselves
 * @param maxPayments the most that are simulated for each setting
 */
record HistorySimulation(
    TrafficHistory history,
    List<ProcessorSettings> processors,
    PriceOfTime price,
    List<String> settings,
    long maxPayments,
    long seed) {

  /**
   * One setting.
   *
   * @param cost scaled to all the money that arrived
   * @param settled part of the payments, by processor
   */
  record Line(
      String setting, Cost cost, Map<String, Double> settled, long p99Millis, long maxMillis) {}

  /**
   * What came of it.
   *
   * @param recorded what it really cost
   * @param inForce the setting that was in force in most minutes; empty if it cannot be simulated
   * @param lines cheapest first
   */
  record Result(
      TrafficSchedule schedule,
      Cost recorded,
      Optional<Line> inForce,
      List<Line> lines,
      long payments,
      long tookNanos) {

    Line best() {
      return lines.getFirst();
    }

    /** By how much the simulation of what was in force is off, as a part of what it cost. */
    Optional<Double> error() {
      return inForce.map(line -> line.cost().inAll() / Math.max(1, recorded.inAll()) - 1);
    }
  }

  /**
   * Runs it, on all processors of this machine.
   *
   * @param nanoTime a clock that only goes forward
   */
  Result run(LongSupplier nanoTime) {
    long began = nanoTime.getAsLong();
    TrafficSchedule schedule =
        TrafficSchedule.of(
            history.withTail(), history.fromMillis(), history.toMillis(), processors, maxPayments);
    String inForce = history.routings().getFirst().policy();
    Set<String> all = new LinkedHashSet<>(settings);
    if (RoutingPolicy.described(inForce).isPresent()) {
      all.add(inForce);
    }
    List<Line> lines =
        new ArrayList<>(all).parallelStream().map(setting -> line(schedule, setting)).toList();
    return new Result(
        schedule,
        recorded(),
        lines.stream().filter(line -> line.setting().equals(inForce)).findFirst(),
        lines.stream().sorted(Comparator.comparingDouble(line -> line.cost().inAll())).toList(),
        schedule.arrived().count() / schedule.schedule().standsFor() * all.size(),
        nanoTime.getAsLong() - began);
  }

  private Cost recorded() {
    ProcessorMinute all =
        history.processors().values().stream().reduce(ProcessorMinute.NONE, ProcessorMinute::then);
    return Cost.of(all.feeMicroCents(), all.waitedCentSeconds(), price);
  }

  private Line line(TrafficSchedule schedule, String setting) {
    RoutingReport report =
        new RoutingSimulation(
                schedule.schedule(), RoutingPolicy.described(setting).orElseThrow(), seed)
            .run();
    double scale = (double) schedule.arrived().cents() / Math.max(1, report.acceptedCents());
    Map<String, Double> settled = new LinkedHashMap<>();
    for (ProcessorSettings processor : processors) {
      settled.put(
          processor.name(),
          (double) report.settled().getOrDefault(processor.name(), 0L) / report.accepted());
    }
    Cost cost = Cost.of(report.feeMicroCents(), report.waitedCentSeconds(), price);
    return new Line(
        setting,
        new Cost(cost.fees(), cost.time(), report.unfinishedMicroCents()).times(scale),
        settled,
        report.latencyMillis(0.99),
        report.latencyMillis(1));
  }
}
