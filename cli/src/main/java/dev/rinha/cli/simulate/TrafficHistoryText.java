package dev.rinha.cli.simulate;

import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.simulation.schedule.TrafficSchedule;
import dev.rinha.simulation.schedule.TrafficSchedule.Knowledge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a recorded time cost and would have cost, for people. */
final class TrafficHistoryText {

  private final HistorySimulation simulation;
  private final HistorySimulation.Result result;
  private final List<String> lines = new ArrayList<>();

  private TrafficHistoryText(HistorySimulation simulation, HistorySimulation.Result result) {
    this.simulation = simulation;
    this.result = result;
  }

  static List<String> lines(HistorySimulation simulation, HistorySimulation.Result result) {
    TrafficHistoryText text = new TrafficHistoryText(simulation, result);
    text.window();
    simulation.processors().forEach(text::processor);
    text.recorded();
    text.table();
    text.advice();
    text.doubts();
    return text.lines;
  }

  private void window() {
    TrafficHistory history = simulation.history();
    Totals arrived = history.arrived();
    line(
        "%s to %s: %d payments of %s arrived",
        TimeText.iso(history.fromMillis()),
        TimeText.iso(history.toMillis()),
        arrived.count(),
        money(arrived.cents() * 1e6));
  }

  private void processor(ProcessorSettings settings) {
    ProcessorMinute did =
        simulation.history().processors().getOrDefault(settings.name(), ProcessorMinute.NONE);
    Knowledge known = result.schedule().knowledge().get(settings.name());
    if (known == null) {
      return;
    }
    double seconds = known.tried() + known.told() + known.assumed();
    line(
        "  %-16s fee %s; %d attempts, %d not executed; p50 %d ms, p99 %d ms",
        settings.name(),
        settings.fee(),
        did.attemptsTotal(),
        did.attemptsTotal()
            - did.attempts(AttemptResult.EXECUTED)
            - did.attempts(AttemptResult.DUPLICATE),
        LatencyBuckets.quantileMillis(did.latencies(), 0.5),
        LatencyBuckets.quantileMillis(did.latencies(), 0.99));
    line(
        "  %-16s known from payments %s of the time, from its health %s, assumed %s%s",
        "",
        percent(known.tried() / seconds),
        percent(known.told() / seconds),
        percent(known.assumed() / seconds),
        known.isNothing() ? ": nothing is known, so it is taken to answer at once" : "");
  }

  private void recorded() {
    line("");
    line(
        "recorded           fees %s + time %s = %s; %s",
        money(result.recorded().fees()),
        money(result.recorded().time()),
        money(result.recorded().inAll()),
        simulation.history().processors().entrySet().stream()
            .map(entry -> entry.getValue().settled().count() + " settled at " + entry.getKey())
            .collect(Collectors.joining(", ")));
    result
        .inForce()
        .ifPresent(
            line ->
                line(
                    "simulated likewise fees %s + time %s = %s; off by %s",
                    money(line.cost().fees()),
                    money(line.cost().time() + line.cost().unfinished()),
                    money(line.cost().inAll()),
                    signed(result.error().orElse(0.0))));
    line(
        "time is charged at %s of the amount per second, what is not settled five minutes after the"
            + " end with the dearest fee",
        simulation.price());
    line("");
  }

  private void table() {
    String pattern = "%-40s %12s %12s %12s %12s %9s %9s %9s";
    line(
        pattern,
        "setting",
        "fees",
        "time",
        "unfinished",
        "in all",
        "to in force",
        "p99 ms",
        "max ms");
    for (HistorySimulation.Line one : result.lines()) {
      line(
          pattern,
          one.setting() + (isInForce(one) ? " *" : ""),
          money(one.cost().fees()),
          money(one.cost().time()),
          money(one.cost().unfinished()),
          money(one.cost().inAll()),
          result
              .inForce()
              .map(now -> signed(one.cost().inAll() / Math.max(1, now.cost().inAll()) - 1))
              .orElse("-"),
          one.p99Millis(),
          one.maxMillis());
    }
  }

  private boolean isInForce(HistorySimulation.Line line) {
    return result.inForce().filter(line::equals).isPresent();
  }

  private void advice() {
    HistorySimulation.Line best = result.best();
    line("");
    if (result.inForce().isEmpty()) {
      line("best: %s, %s in all", best.setting(), money(best.cost().inAll()));
      return;
    }
    HistorySimulation.Line inForce = result.inForce().orElseThrow();
    double saved = inForce.cost().inAll() - best.cost().inAll();
    double part = saved / Math.max(1, inForce.cost().inAll());
    double error = Math.abs(result.error().orElse(0.0));
    if (isInForce(best)) {
      line("best: %s, which was in force (*)", best.setting());
    } else if (part <= error) {
      line(
          "best: %s, %s (%s) less than what was in force (*); that is no more than the simulation"
              + " is off by, and no reason to change",
          best.setting(), money(saved), percent(part));
    } else {
      line(
          "best: %s, %s (%s) less than what was in force (*)",
          best.setting(), money(saved), percent(part));
    }
  }

  /** What the figures do not say. */
  private void doubts() {
    TrafficHistory history = simulation.history();
    TrafficSchedule schedule = result.schedule();
    if (schedule.schedule().standsFor() > 1) {
      line(
          "each simulated payment stands for %d, and processors take as many fewer at a time",
          schedule.schedule().standsFor());
    }
    if (history.routings().size() > 1) {
      line(
          "%d settings were in force in that time; compared with that of most minutes",
          history.routings().size());
    }
    if (history.minutesRecorded() < history.minutesInAll()) {
      line(
          "nothing was recorded in %d of the %d minutes",
          history.minutesInAll() - history.minutesRecorded(), history.minutesInAll());
    }
    long settled =
        history.processors().values().stream().mapToLong(one -> one.settled().count()).sum();
    if (settled != history.arrived().count()) {
      line(
          "recorded costs are of the %d payments settled in that time, simulated ones of the %d"
              + " that arrived",
          settled, history.arrived().count());
    }
    line("simulated %d payments in %.1f s", result.payments(), result.tookNanos() / 1e9);
  }

  private static String money(double microCents) {
    return Texts.money(Math.round(microCents));
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  private static String signed(double part) {
    return String.format(Locale.ROOT, "%+.1f %%", part * 100);
  }

  private void line(String pattern, Object... values) {
    lines.add(String.format(Locale.ROOT, pattern, values).stripTrailing());
  }
}
