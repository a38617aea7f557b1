package dev.rinha.cli.process;

import dev.rinha.core.store.redis.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Measures what a payment costs each kind of process, with as many gateways and workers as there
 * are servers in the cluster and as many payments per second for each. Run by hand:
 *
 * <pre>
 * mvn -q -pl cli -am test -Dtest=ScalingMeasurement -Dshards=3 -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
final class ScalingMeasurement {

  private static final int SHARDS = Integer.getInteger("shards", 3);
  private static final int PARTITIONS = Integer.getInteger("partitions", 16);
  private static final int PER_SECOND = Integer.getInteger("per-second", 100);
  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warm-up", 30));
  private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("seconds", 30));

  @Test
  void measure() {
    try (Stack stack =
            Stack.of(ScalingMeasurement.class)
                .cluster(SHARDS, false)
                .gateways(SHARDS)
                .workers(SHARDS)
                .flag("store.partitions", Integer.toString(PARTITIONS))
                .start();
        Payments payments = Payments.to(stack.gateways(), SHARDS * PER_SECOND, 1)) {
      Waiting.pass(WARM_UP);
      Map<String, Double> before = cpuMillis(stack);
      long settledBefore = stack.store().ledger().census().settled();
      Waiting.pass(MEASURED);
      Map<String, Double> after = cpuMillis(stack);
      long settled = stack.store().ledger().census().settled() - settledBefore;
      payments.finish(MEASURED);
      System.out.printf(
          "%d of each, %d partitions: %d payments settled, %.0f/s%n",
          SHARDS, PARTITIONS, settled, settled / (double) MEASURED.toSeconds());
      double sum = 0;
      for (Map.Entry<String, Double> kind : after.entrySet()) {
        double each = (kind.getValue() - before.getOrDefault(kind.getKey(), 0.0)) / settled;
        System.out.printf("  CPU of %-7s %.3f ms each%n", kind.getKey(), each);
        sum += each;
      }
      System.out.printf("  CPU of all     %.3f ms each%n", sum);
    }
  }

  private static Map<String, Double> cpuMillis(Stack stack) {
    Map<String, Double> byKind = new TreeMap<>();
    for (String name : stack.names()) {
      double millis =
          stack.process(name).handle().info().totalCpuDuration().orElseThrow().toMillis();
      byKind.merge(name.replaceAll("-\\d+", ""), millis, Double::sum);
    }
    stack
        .theCluster()
        .nodes()
        .forEach(
            node ->
                byKind.merge(
                    "redis",
                    TestCluster.ask(node, redis -> redis.info("cpu"))
                        .lines()
                        .filter(line -> line.matches("used_cpu_(user|sys):.*"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll(".*:", "")) * 1_000)
                        .sum(),
                    Double::sum));
    return byKind;
  }
}
