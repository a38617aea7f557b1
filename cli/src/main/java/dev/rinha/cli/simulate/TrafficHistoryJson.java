package dev.rinha.cli.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.simulation.schedule.TrafficSchedule.Knowledge;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What a recorded time cost and would have cost, as JSON: amounts in units of the currency. */
final class TrafficHistoryJson {

  private TrafficHistoryJson() {}

  static ObjectNode of(HistorySimulation simulation, HistorySimulation.Result result) {
    TrafficHistory history = simulation.history();
    ObjectNode root = JsonDocument.MAPPER.createObjectNode();
    root.put("from", TimeText.iso(history.fromMillis()))
        .put("to", TimeText.iso(history.toMillis()))
        .put("minutes", history.minutesInAll())
        .put("minutesRecorded", history.minutesRecorded())
        .put("priceOfTime", new BigDecimal(simulation.price().toString()))
        .put("standsFor", result.schedule().schedule().standsFor())
        .put("settingsInForce", history.routings().size());
    root.putObject("arrived")
        .put("payments", history.arrived().count())
        .put("amount", BigDecimal.valueOf(history.arrived().cents(), 2));
    ArrayNode processors = root.putArray("processors");
    simulation
        .processors()
        .forEach(settings -> processor(processors.addObject(), settings, history, result));
    cost(root.putObject("recorded"), result.recorded());
    result
        .inForce()
        .ifPresent(
            line -> {
              ObjectNode node = root.putObject("inForce").put("setting", line.setting());
              cost(node, line.cost()).put("error", round(result.error().orElse(0.0)));
            });
    ArrayNode settings = root.putArray("settings");
    result.lines().forEach(line -> setting(settings.addObject(), line));
    root.put("best", result.best().setting());
    return root;
  }

  private static void processor(
      ObjectNode node,
      ProcessorSettings settings,
      TrafficHistory history,
      HistorySimulation.Result result) {
    ProcessorMinute did = history.processors().getOrDefault(settings.name(), ProcessorMinute.NONE);
    node.put("name", settings.name()).put("fee", settings.fee().toString());
    ObjectNode attempts = node.putObject("attempts");
    for (AttemptResult kind : AttemptResult.values()) {
      attempts.put(kind.name().toLowerCase(Locale.ROOT), did.attempts(kind));
    }
    node.putObject("latencyMillis")
        .put("p50", LatencyBuckets.quantileMillis(did.latencies(), 0.5))
        .put("p90", LatencyBuckets.quantileMillis(did.latencies(), 0.9))
        .put("p99", LatencyBuckets.quantileMillis(did.latencies(), 0.99));
    node.putObject("settled")
        .put("payments", did.settled().count())
        .put("amount", BigDecimal.valueOf(did.settled().cents(), 2))
        .put("fees", units(did.feeMicroCents()));
    Knowledge known = result.schedule().knowledge().get(settings.name());
    if (known != null) {
      node.putObject("knownSeconds")
          .put("fromPayments", known.tried())
          .put("fromItsHealth", known.told())
          .put("assumed", known.assumed());
    }
  }

  private static void setting(ObjectNode node, HistorySimulation.Line line) {
    node.put("setting", line.setting());
    cost(node, line.cost());
    ObjectNode settled = node.putObject("settledParts");
    line.settled().forEach((name, part) -> settled.put(name, round(part)));
    node.putObject("acceptToSettleMillis")
        .put("p99", line.p99Millis())
        .put("max", line.maxMillis());
  }

  private static ObjectNode cost(ObjectNode node, Cost cost) {
    return node.put("fees", units(cost.fees()))
        .put("time", units(cost.time()))
        .put("unfinished", units(cost.unfinished()))
        .put("inAll", units(cost.inAll()));
  }

  private static BigDecimal units(double microCents) {
    return BigDecimal.valueOf(Math.round(microCents), 8).setScale(2, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal round(double value) {
    return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN);
  }
}
