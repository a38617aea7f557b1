package dev.rinha.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.WorkerTerms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs many seeds. {@code -Dsimulation.seeds=N} runs that many, from {@code -Dsimulation.first} on;
 * {@code -Dsimulation.seed=S} runs that one only, and {@code -Dsimulation.trace=true} prints all
 * that happens in it.
 */
class SimulationTest {

  private static final long DEFAULT_SEEDS = 10_000;
  private static final long PARTITIONED_SEEDS = 3_000;
  private static final long OUTAGE_SEEDS = 5;
  private static final long OUTAGE_MILLIS = 3 * 3_600_000;
  private static final int REPORTED_FAILURES = 3;

  /** Says of every simulated outage that a partition does not answer. */
  static final Logger PARTITIONS =
      Logger.getLogger("dev.rinha.core.store.partitioned.PartitionedStore");

  @BeforeAll
  static void keepQuiet() {
    PARTITIONS.setLevel(Level.OFF);
  }

  @Test
  void everyPromiseIsKeptWhateverGoesWrong() {
    Long seed = Long.getLong("simulation.seed");
    if (seed != null && Boolean.getBoolean("simulation.trace")) {
      SimulationResult result = Simulation.trace(Scenario.of(seed));
      result.trace().forEach(System.out::println);
      assertTrue(result.violation().isEmpty(), () -> result.violation() + "\n" + result.scenario());
    } else if (seed != null) {
      run(seed, 1, Scenario::of);
    } else {
      run(
          Long.getLong("simulation.first", 1),
          Long.getLong("simulation.seeds", DEFAULT_SEEDS),
          Scenario::of);
    }
  }

  /** {@code -Dpartitioned.seeds=N} runs that many. */
  @Test
  void everyPromiseIsKeptOverPartitionsWhateverGoesWrong() {
    run(
        Long.getLong("simulation.first", 1),
        Long.getLong("partitioned.seeds", PARTITIONED_SEEDS),
        seed -> Scenario.of(seed).withPartitions(seed % 2 == 0 ? 3 : 5));
  }

  /** {@code -Doutage.seeds=N} runs that many. */
  @Test
  void everyPromiseIsKeptThoughProcessorsOrTheStoreAreAwayForHours() {
    run(
        Long.getLong("simulation.first", 1),
        Long.getLong("outage.seeds", OUTAGE_SEEDS),
        SimulationTest::withLongOutage);
  }

  private static Scenario withLongOutage(long seed) {
    Scenario scenario = Scenario.of(seed);
    return scenario.withFaults(scenario.faults().withLongOutageMillis(OUTAGE_MILLIS));
  }

  @Test
  void noWorkerIsRefusedBesideTheOthersOfItsScenario() {
    for (long seed = 1; seed <= DEFAULT_SEEDS; seed++) {
      List<WorkerTerms> terms =
          Scenario.of(seed).settings().stream().map(each -> each.terms("any")).toList();
      assertTrue(
          terms.stream().allMatch(one -> terms.stream().allMatch(o -> one.clashWith(o).isEmpty())),
          "seed " + seed);
    }
  }

  @Test
  void sameSeedGivesTheSameSimulation() {
    for (long seed = 1; seed <= 30; seed++) {
      Scenario scenario = Scenario.of(seed);
      assertEquals(Simulation.trace(scenario), Simulation.trace(scenario), "seed " + seed);
    }
  }

  private static void run(long first, long seeds, LongFunction<Scenario> scenario) {
    LongAdder payments = new LongAdder();
    LongAdder steps = new LongAdder();
    List<SimulationResult> broken = Collections.synchronizedList(new ArrayList<>());
    long startNanos = System.nanoTime();
    LongStream.range(first, first + seeds)
        .parallel()
        .forEach(
            seed -> {
              SimulationResult result = Simulation.run(scenario.apply(seed));
              payments.add(result.accepted());
              steps.add(result.steps());
              if (result.violation().isPresent()) {
                broken.add(result);
              }
            });
    double seconds = (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
    System.out.printf(
        "simulation: %d seeds in %.1f s, %.0f seeds/s, %.0f payments/s, %.0f checked steps/s%n",
        seeds, seconds, seeds / seconds, payments.sum() / seconds, steps.sum() / seconds);
    assertTrue(broken.isEmpty(), () -> report(broken));
  }

  private static String report(List<SimulationResult> broken) {
    List<String> reports =
        broken.stream()
            .sorted(Comparator.comparingLong(SimulationResult::accepted))
            .limit(REPORTED_FAILURES)
            .map(SimulationResult::report)
            .toList();
    return broken.size() + " seeds break a promise; the smallest:\n" + String.join("\n", reports);
  }
}
