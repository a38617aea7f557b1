package dev.rinha.cli.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Gateways, workers and Redis are killed at random moments, each started again a moment later while
 * the next one may already be dying. {@code -Dkills=50} makes it a long run, {@code -Dseed=…}
 * repeats the order of an earlier one.
 */
final class RandomKillsTest {

  private static final int KILLS = Integer.getInteger("kills", 3);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = 200;
  private static final int MAX_PAUSE_MILLIS = 2_500;
  private static final int MAX_DEAD_MILLIS = 1_000;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String REDIS = "redis";

  @Test
  void randomKillsLoseAndDoubleNothing() {
    System.out.println("random kills: " + KILLS + ", seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    long start = System.nanoTime();
    try (Stack stack =
            Stack.of(RandomKillsTest.class)
                .gateways(2)
                .workers(2)
                .flag("execution.claim-timeout", "2s")
                // What a killed worker may know is waited for as long when Redis is killed as well.
                .flag("execution.in-doubt-bound", "5s")
                .flag("processors.default.response-timeout", "2s")
                .flag("processors.fallback.response-timeout", "2s")
                .flag("processors.default.look-up-lag", "0s")
                .flag("processors.fallback.look-up-lag", "0s")
                .seed(SEED)
                .start();
        Payments payments = stack.load(PER_SECOND)) {
      stack.cheapProcessor().delay(Duration.ofMillis(30));
      Map<String, Integer> kills = killAtRandom(stack, random);
      stack.startAll();
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      Duration drain = examination.drained(BOUND);
      examination.passes(payments);
      System.out.printf(
          "kills %s; %s; drained in %d ms; %s; %d s in all; seed %d%n",
          kills,
          payments,
          drain.toMillis(),
          stack.store().ledger().census(),
          Duration.ofNanos(System.nanoTime() - start).toSeconds(),
          SEED);
    }
  }

  private static Map<String, Integer> killAtRandom(Stack stack, SplittableRandom random) {
    List<String> victims = new ArrayList<>(stack.names());
    victims.add(REDIS);
    Map<String, Integer> kills = new TreeMap<>();
    for (int i = 0; i < KILLS; i++) {
      Waiting.pass(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
      String victim = victims.get(random.nextInt(victims.size()));
      kills.merge(victim, 1, Integer::sum);
      Duration dead = Duration.ofMillis(random.nextInt(MAX_DEAD_MILLIS));
      if (victim.equals(REDIS)) {
        stack.redis().kill();
        Waiting.pass(dead);
        stack.redis().start();
      } else {
        stack.kill(victim);
        Waiting.pass(dead);
        stack.process(victim).start();
      }
    }
    return kills;
  }
}
