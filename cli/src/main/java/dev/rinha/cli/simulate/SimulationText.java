package dev.rinha.cli.simulate;

import dev.rinha.simulation.schedule.PolicyComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All results for people: one run in full, several runs or policies as a table. */
final class SimulationText {

  private static final String ROW = "  %-22s %s";

  private final Experiment.Results results;
  private final List<String> lines = new ArrayList<>();

  private SimulationText(Experiment.Results results) {
    this.results = results;
  }

  static List<String> lines(Experiment.Results results) {
    SimulationText text = new SimulationText(results);
    boolean oneTrial = results.optima().size() == 1;
    if (oneTrial && results.runs().size() == 1) {
      text.full(results.runs().values().iterator().next().getFirst());
    } else if (oneTrial) {
      text.sideBySide();
    } else {
      text.overAll();
    }
    text.speed();
    return text.lines;
  }

  private void full(Run run) {
    row("accepted", run.accepted());
    row("settled in time", run.settledTotal() + " (" + byProcessor(run) + ")");
    row("unpaid at the end", run.unpaid());
    row("fees paid", Texts.money(run.feeMicroCents()));
    row("fees and time", Texts.money(Math.round(run.costMicroCents())));
    row(
        "net revenue",
        "%s, %s of the clairvoyant optimum %s"
            .formatted(
                Texts.money(run.netMicroCents()),
                Texts.percent(results.ratio(run, 0)),
                Texts.money(results.optima().getFirst().netMicroCents())));
    row(
        "accept to settle",
        "p50 %s ms, p90 %s ms, p99 %s ms, max %s ms"
            .formatted(
                run.latency().p50Millis(),
                run.latency().p90Millis(),
                run.latency().p99Millis(),
                run.latency().maxMillis()));
    lines.add("decisions");
    run.decisions()
        .forEach(
            (reason, count) -> row(Texts.name(reason), format("%8d  %s", count, reason.words())));
  }

  private static String byProcessor(Run run) {
    return run.settled().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private void sideBySide() {
    table(
        "%-18s %10s %12s %13s %9s %8s %8s %8s %8s %8s",
        "policy",
        "of optimum",
        "fees",
        "fees and time",
        "settled",
        "unpaid",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms");
    results
        .runs()
        .forEach(
            (policy, runs) -> {
              Run run = runs.getFirst();
              table(
                  "%-18s %10s %12s %13s %9d %8d %8d %8d %8d %8d",
                  policy,
                  Texts.percent(results.ratio(run, 0)),
                  Texts.money(run.feeMicroCents()),
                  Texts.money(Math.round(run.costMicroCents())),
                  run.settledTotal(),
                  run.unpaid(),
                  run.latency().p50Millis(),
                  run.latency().p90Millis(),
                  run.latency().p99Millis(),
                  run.latency().maxMillis());
            });
  }

  private void overAll() {
    PolicyComparison comparison = results.comparison();
    table(
        "%-18s %10s %10s %10s %11s %9s %10s %9s %11s %11s",
        "policy",
        "mean of",
        "worst of",
        "at seed",
        "not beaten",
        "fees",
        "fees and",
        "unpaid",
        "p99 ms",
        "p99 ms");
    table(
        "%-18s %10s %10s %10s %11s %9s %10s %9s %11s %11s",
        "", "optimum", "optimum", "", "by others", "", "time", "", "mean", "worst");
    results.runs().forEach((policy, runs) -> overAll(comparison, policy, runs));
    lines.add("not beaten: on so many schedules no other policy of the table earned over 1 % more");
  }

  private void overAll(PolicyComparison comparison, String policy, List<Run> runs) {
    int worst =
        IntStream.range(0, runs.size())
            .boxed()
            .min(Comparator.comparingDouble(i -> results.ratio(runs.get(i), i)))
            .orElse(0);
    String[] others =
        results.runs().keySet().stream()
            .filter(other -> !other.equals(policy))
            .toArray(String[]::new);
    table(
        "%-18s %10s %10s %10d %11s %9s %10s %9s %11.0f %11d",
        policy,
        Texts.percent(comparison.mean(policy)),
        Texts.percent(comparison.worst(policy)),
        runs.get(worst).seed(),
        others.length == 0 ? "-" : Texts.percent(comparison.notBeaten(policy, others)),
        Texts.percent(feesOfAmount(runs)),
        Texts.percent(comparison.meanCost(policy)),
        Texts.percent(unpaidOfAccepted(runs)),
        runs.stream().mapToLong(run -> run.latency().p99Millis()).average().orElse(0),
        runs.stream().mapToLong(run -> run.latency().p99Millis()).max().orElse(0));
  }

  private static double feesOfAmount(List<Run> runs) {
    double fees = runs.stream().mapToDouble(Run::feeMicroCents).sum();
    double net = runs.stream().mapToDouble(Run::netMicroCents).sum();
    return fees == 0 ? 0 : fees / (fees + net);
  }

  private static double unpaidOfAccepted(List<Run> runs) {
    double accepted = runs.stream().mapToLong(Run::accepted).sum();
    return accepted == 0 ? 0 : runs.stream().mapToLong(Run::unpaid).sum() / accepted;
  }

  private void speed() {
    lines.add(
        format(
            "simulated %d payments in %.2f s: %d payments per second of real time",
            results.payments(), results.tookNanos() / 1e9, results.paymentsPerSecond()));
  }

  private void row(String name, Object value) {
    lines.add(format(ROW, name, value));
  }

  private void table(String pattern, Object... values) {
    lines.add(format(pattern, values));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values).stripTrailing();
  }
}
