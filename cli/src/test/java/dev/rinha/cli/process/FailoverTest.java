package dev.rinha.cli.process;

import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultPlan;
import dev.rinha.core.store.redis.TestCluster;
import dev.rinha.core.store.redis.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Primaries of a Redis Cluster, workers and gateways are killed at random under load, while answers
 * of processors get lost; a replica takes each primary's place. {@code -Dfailovers=100} makes it a
 * long run, {@code -Dseed=…} repeats the order of an earlier one, {@code -Dpartitions=16} parts the
 * store.
 */
final class FailoverTest {

  private static final int ROUNDS = Integer.getInteger("failovers", 10);
  private static final int PARTITIONS = Integer.getInteger("partitions", 1);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = 150;
  private static final Duration BOUND = Duration.ofSeconds(90);

  @Test
  void failoverToAReplicaThatHasItAllLosesAndDoublesNothing() {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Stack stack =
            Stack.of(FailoverTest.class)
                .cluster()
                .gateways(2)
                .workers(2)
                .fee("third", "0.10")
                .flag("store.replicas", "1")
                .flag("store.partitions", Integer.toString(PARTITIONS))
                .flag("execution.claim-timeout", "2s")
                .flag("execution.in-doubt-bound", "5s")
                .flag("processors.default.response-timeout", "2s")
                .flag("processors.fallback.response-timeout", "2s")
                .flag("processors.third.response-timeout", "2s")
                .seed(SEED)
                .start();
        Payments payments = stack.load(PER_SECOND)) {
      stack.cheapProcessor().delay(Duration.ofMillis(30));
      stack.network(FaultPlan.none().with(Fault.RESET_AFTER_FORWARD, 20));
      Map<String, Integer> kills = new TreeMap<>();
      for (int i = 0; i < ROUNDS; i++) {
        kills.merge(failPrimary(stack.theCluster(), random), 1, Integer::sum);
        kills.merge(killProcess(stack, random), 1, Integer::sum);
      }
      stack.network(FaultPlan.none());
      stack.startAll();
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      Duration drain = examination.drained(BOUND);
      examination.passes(payments);
      System.out.printf(
          "failovers %s; %s; drained in %d ms; %s; seed %d%n",
          kills, payments, drain.toMillis(), stack.store().ledger().census(), SEED);
    }
  }

  private static String failPrimary(TestCluster cluster, SplittableRandom random) {
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    List<TestRedis> primaries = cluster.primaries();
    TestRedis victim = primaries.get(random.nextInt(primaries.size()));
    cluster.fail(victim);
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    victim.start();
    cluster.awaitWell();
    return "primary";
  }

  private static String killProcess(Stack stack, SplittableRandom random) {
    List<String> names = new ArrayList<>(stack.names());
    String victim = names.get(random.nextInt(names.size()));
    stack.kill(victim);
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    stack.process(victim).start();
    return victim;
  }
}
