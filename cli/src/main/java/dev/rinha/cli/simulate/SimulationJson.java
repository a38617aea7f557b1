package dev.rinha.cli.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.simulation.schedule.PolicyComparison;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** All results as JSON: amounts in units of the currency, exact; parts as fractions. */
final class SimulationJson {

  private SimulationJson() {}

  static ObjectNode of(Experiment.Results results) {
    ObjectNode root = JsonDocument.MAPPER.createObjectNode();
    root.putObject("simulated")
        .put("payments", results.payments())
        .put("seconds", round(results.tookNanos() / 1e9))
        .put("paymentsPerSecond", results.paymentsPerSecond());
    PolicyComparison comparison = results.comparison();
    ArrayNode policies = root.putArray("policies");
    results
        .runs()
        .forEach(
            (policy, runs) -> {
              ObjectNode node = policies.addObject().put("policy", policy);
              node.putObject("ofOptimum")
                  .put("mean", round(comparison.mean(policy)))
                  .put("worst", round(comparison.worst(policy)));
              node.putObject("feesAndTime").put("mean", round(comparison.meanCost(policy)));
              ofPolicy(node, results, runs);
            });
    return root;
  }

  private static void ofPolicy(ObjectNode node, Experiment.Results results, List<Run> runs) {
    ArrayNode array = node.putArray("runs");
    for (int i = 0; i < runs.size(); i++) {
      ObjectNode one = run(array.addObject(), runs.get(i));
      one.put("optimum", units(results.optima().get(i).netMicroCents()))
          .put("ofOptimum", round(results.ratio(runs.get(i), i)));
    }
  }

  private static ObjectNode run(ObjectNode node, Run run) {
    node.put("schedule", run.schedule())
        .put("seed", run.seed())
        .put("accepted", run.accepted())
        .put("settled", run.settledTotal())
        .put("unpaid", run.unpaid())
        .put("fees", units(run.feeMicroCents()))
        .put("feesAndTime", units(Math.round(run.costMicroCents())))
        .put("net", units(run.netMicroCents()));
    ObjectNode settledAt = node.putObject("settledAt");
    run.settled().forEach(settledAt::put);
    node.putObject("acceptToSettleMillis")
        .put("p50", run.latency().p50Millis())
        .put("p90", run.latency().p90Millis())
        .put("p99", run.latency().p99Millis())
        .put("max", run.latency().maxMillis());
    ObjectNode decisions = node.putObject("decisions");
    run.decisions().forEach((reason, count) -> decisions.put(Texts.name(reason), count));
    return node;
  }

  private static BigDecimal units(long microCents) {
    return BigDecimal.valueOf(microCents, 8).stripTrailingZeros();
  }

  private static BigDecimal round(double value) {
    return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN);
  }
}
