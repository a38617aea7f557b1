package dev.rinha.cli.process;

import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultPlan;
import dev.rinha.core.store.redis.TestCluster;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Primaries of a Redis Cluster, workers and gateways are killed at random under load, while answers
 * of processors get lost; a replica takes each primary's place, and has got nothing for a while
 * before in every other round. {@code -Dfailovers=100} makes it a long run, {@code -Dseed=…}
 * repeats the order of an earlier one, {@code -Dpartitions=1} has a store that is not parted.
 */
final class FailoverTest {

  private static final int ROUNDS = Integer.getInteger("failovers", 10);
  private static final int PARTITIONS = Integer.getInteger("partitions", 16);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = 150;
  private static final Duration BOUND = Duration.ofSeconds(90);

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** What was accepted by a primary that its replica did not hear of, from when to when. */
  private final List<TimeWindow> unheard = new ArrayList<>();

  @Test
  void failoverToAReplicaThatHasItAllLosesAndDoublesNothing() {
    try (Stack stack = stack(1);
        Payments payments = stack.load(PER_SECOND)) {
      disturb(stack);
      Map<String, Integer> kills = new TreeMap<>();
      for (int i = 0; i < ROUNDS; i++) {
        failPrimary(stack.theCluster(), i % 2 == 1);
        kills.merge("primary", 1, Integer::sum);
        kills.merge(killProcess(stack), 1, Integer::sum);
      }
      Examination examination = drained(stack, payments);
      examination.passes(payments);
      System.out.printf(
          "failovers %s; %s; %s; seed %d%n",
          kills, payments, stack.store().ledger().census(), SEED);
    }
  }

  /** Who knows of it is alive, and tells the new primary. */
  @Test
  void failoverToAReplicaThatLagsLosesNothingButTheLatestAndDoublesNothing() {
    try (Stack stack = stack(0);
        Payments payments = stack.load(PER_SECOND)) {
      disturb(stack);
      for (int i = 0; i < Math.ceilDiv(ROUNDS, 4); i++) {
        failPrimary(stack.theCluster(), true);
      }
      Examination examination = drained(stack, payments);
      examination.nothingIsThereTwice(
          payments,
          one -> unheard.stream().anyMatch(span -> span.contains(one.acceptedAt().toEpochMilli())));
      System.out.printf(
          "failovers to lagging replicas %d; %s; %s; seed %d%n",
          unheard.size(), payments, stack.store().ledger().census(), SEED);
    }
  }

  private static Stack stack(int replicas) {
    return Stack.of(FailoverTest.class)
        .cluster()
        .gateways(2)
        .workers(2)
        .fee("third", "0.10")
        .flag("store.replicas", Integer.toString(replicas))
        .flag("store.partitions", Integer.toString(PARTITIONS))
        .flag("execution.claim-timeout", "2s")
        .flag("execution.in-doubt-bound", "5s")
        .flag("processors.default.response-timeout", "2s")
        .flag("processors.fallback.response-timeout", "2s")
        .flag("processors.third.response-timeout", "2s")
        .seed(SEED)
        .start();
  }

  private static void disturb(Stack stack) {
    stack.cheapProcessor().delay(Duration.ofMillis(30));
    stack.network(FaultPlan.none().with(Fault.RESET_AFTER_FORWARD, 20));
  }

  private static Examination drained(Stack stack, Payments payments) {
    stack.network(FaultPlan.none());
    stack.startAll();
    payments.finish(BOUND);
    Examination examination = stack.examination("api-1");
    var _ = examination.drained(BOUND);
    return examination;
  }

  private void failPrimary(TestCluster cluster, boolean lagging) {
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    List<TestRedis> primaries = cluster.primaries();
    TestRedis victim = primaries.get(random.nextInt(primaries.size()));
    if (lagging) {
      failLagging(cluster, victim);
    } else {
      cluster.fail(victim);
    }
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    victim.start();
    cluster.awaitWell();
  }

  private void failLagging(TestCluster cluster, TestRedis victim) {
    long beginMillis = System.currentTimeMillis();
    TestRedis replica = cluster.disconnectReplica(victim);
    Waiting.pass(Duration.ofMillis(100 + random.nextInt(400)));
    cluster.fail(victim);
    unheard.add(new TimeWindow(beginMillis, System.currentTimeMillis()));
    cluster.reconnect(replica);
  }

  private String killProcess(Stack stack) {
    List<String> names = new ArrayList<>(stack.names());
    String victim = names.get(random.nextInt(names.size()));
    stack.kill(victim);
    Waiting.pass(Duration.ofMillis(random.nextInt(1_000)));
    stack.process(victim).start();
    return victim;
  }
}
