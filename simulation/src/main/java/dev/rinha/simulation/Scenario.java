package dev.rinha.simulation;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.processor.StatusMeanings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.routing.FailoverAtOnce;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.routing.WeightedSplit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The settings of one simulation. Immutable; times in milliseconds.
 *
 * @param seed decides everything that is left to chance
 * @param payments how many payments clients offer
 * @param workers how many workers run at the same time
 * @param faultyMillis for how long things go wrong; then the faults end
 * @param maxUnfinished how many payments may wait before further ones are turned away
 * @param processors the processors as the workers know them
 * @param meanings what the processors promise about their answers, as the workers know it
 * @param capacity how many requests a processor works on before it answers 429
 * @param maxDelayMillis the longest delay a processor is given
 * @param policy how processors are chosen
 * @param waiting how long a payment may wait for a cheaper processor
 * @param execution bounds of the workers
 * @param storeBoundMillis how long workers wait for the store
 * @param faults what goes wrong
 * @param partitions of how many the store is
 */
public record Scenario(
    long seed,
    int payments,
    int workers,
    long faultyMillis,
    long maxUnfinished,
    List<ProcessorSettings> processors,
    StatusMeanings meanings,
    int capacity,
    long maxDelayMillis,
    Policy policy,
    Waiting waiting,
    ExecutionSettings execution,
    long storeBoundMillis,
    FaultRates faults,
    int partitions) {

  /** The longest way of a message from one machine to another. */
  static final long NETWORK_MILLIS = 15;

  /** The longest time between the check that a send may still leave and its first byte. */
  static final long FIRST_BYTE_MILLIS = 5;

  /** The longest time for which a processor stands still. */
  static final long PROCESSOR_STALL_MILLIS = 400;

  /** A 500 is the processor's own word, and nobody else's. */
  static final StatusMeanings OWN_FAILURES = new StatusMeanings(Set.of(429), Set.of(500));

  /** The policies there are. */
  public enum Policy {
    /** See {@link CheapestInTime}. */
    CHEAPEST_IN_TIME,
    /** See {@link CheapestOnly}. */
    CHEAPEST_ONLY,
    /** See {@link FailoverAtOnce}. */
    FAILOVER_AT_ONCE,
    /** See {@link WeightedSplit}. */
    WEIGHTED_SPLIT;

    RoutingPolicy create(Waiting waiting, RandomGenerator random) {
      return switch (this) {
        case CHEAPEST_IN_TIME -> RoutingPolicy.cheapestInTime(waiting);
        case CHEAPEST_ONLY -> new CheapestOnly();
        case FAILOVER_AT_ONCE -> new FailoverAtOnce();
        case WEIGHTED_SPLIT -> new WeightedSplit(random);
      };
    }
  }

  /** Copies the list. */
  public Scenario {
    processors = List.copyOf(processors);
  }

  /** Draws a scenario. */
  public static Scenario of(long seed) {
    RandomSource random = new RandomSource(seed);
    long claimTimeoutMillis = random.between(200, 1_500);
    long maxDelayMillis = random.chance(0.5) ? random.between(5, 100) : random.between(100, 1_500);
    boolean freedByTime = random.chance(0.9);
    FaultRates drawn = FaultRates.draw(random);
    FaultRates faults =
        drawn.withRewinds(
            drawn.processors().interceptions() > 0
                ? 0
                : new RandomSource(Long.reverse(seed)).times(3));
    return new Scenario(
        seed,
        random.chance(0.8) ? random.between(3, 25) : random.between(25, 80),
        random.between(1, 3),
        random.chance(0.8) ? random.between(500, 5_000) : random.between(5_000, 15_000),
        random.chance(0.2) ? random.between(3, 10) : 1_000,
        processors(random, maxDelayMillis, faults.processors().lookUpLagMillis()),
        faults.processors().ownFailures() ? OWN_FAILURES : StatusMeanings.DEFAULTS,
        random.chance(0.3) ? random.between(1, 6) : 100,
        maxDelayMillis,
        random.pick(List.of(Policy.values())),
        waiting(random),
        new ExecutionSettings(
            random.between(1, 12),
            claimTimeoutMillis,
            freedByTime ? shortestInDoubtBound(claimTimeoutMillis, maxDelayMillis) : 0,
            random.chance(0.2) ? random.between(500, 4_000) : 0,
            random.between(1, 6)),
        random.between(20, claimTimeoutMillis),
        // A payment that is in doubt and rejected ever after is for an operator, unless time frees
        // it.
        freedByTime ? faults : faults.withoutPoison(),
        1);
  }

  private static Waiting waiting(RandomSource random) {
    return random.chance(0.5)
        ? new Waiting.Priced(new PriceOfTime(random.between(1, 200_000)))
        : new Waiting.AtMost(Duration.ofMillis(random.upTo(4_000)));
  }

  /**
   * Mostly a part of the amount; else with a fixed part, a minimum, or another one from 1.00 on.
   */
  private static Fee fee(RandomSource random) {
    Fee part = Fee.ofPart(random.between(0, 200_000));
    if (random.chance(0.7)) {
      return part;
    }
    Fee.Band first =
        new Fee.Band(
            0,
            part.bands().getFirst().partsPerMillion(),
            random.between(0, 20),
            random.between(0, 20));
    return new Fee(List.of(first, new Fee.Band(100, random.between(0, 200_000), 0, 0)));
  }

  private static List<ProcessorSettings> processors(
      RandomSource random, long maxDelayMillis, long lookUpLagMillis) {
    return IntStream.range(0, random.between(2, 3))
        .mapToObj(
            i ->
                new ProcessorSettings(
                    List.of("default", "fallback", "third").get(i),
                    fee(random),
                    random.between(1, 16),
                    100 + random.upTo(2 * maxDelayMillis),
                    lookUpLagMillis,
                    1))
        .toList();
  }

  /**
   * For how long a request can be on its way after somebody else holds the payment: the permission
   * to send is valid for half of the claim timeout, and then the request has to arrive and be
   * worked on.
   */
  static long shortestInDoubtBound(long claimTimeoutMillis, long maxDelayMillis) {
    return claimTimeoutMillis / 2
        + FIRST_BYTE_MILLIS
        + NETWORK_MILLIS
        + maxDelayMillis
        + PROCESSOR_STALL_MILLIS
        + 1;
  }

  /** The same with other faults. */
  Scenario withFaults(FaultRates newFaults) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        processors,
        meanings,
        capacity,
        maxDelayMillis,
        policy,
        waiting,
        execution,
        storeBoundMillis,
        newFaults,
        partitions);
  }

  /** The same with workers that know other things of the processors. */
  Scenario withProcessors(UnaryOperator<ProcessorSettings> change, StatusMeanings newMeanings) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        processors.stream().map(change).toList(),
        newMeanings,
        capacity,
        maxDelayMillis,
        policy,
        waiting,
        execution,
        storeBoundMillis,
        faults,
        partitions);
  }

  /** The same with other bounds of the workers. */
  Scenario withExecution(ExecutionSettings newExecution) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        processors,
        meanings,
        capacity,
        maxDelayMillis,
        policy,
        waiting,
        newExecution,
        storeBoundMillis,
        faults,
        partitions);
  }

  /** The same with workers that wait for the store for so long. */
  Scenario withStoreBoundMillis(long newStoreBoundMillis) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        processors,
        meanings,
        capacity,
        maxDelayMillis,
        policy,
        waiting,
        execution,
        newStoreBoundMillis,
        faults,
        partitions);
  }

  /** The same over so many partitions. */
  Scenario withPartitions(int newPartitions) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        processors,
        meanings,
        capacity,
        maxDelayMillis,
        policy,
        waiting,
        execution,
        storeBoundMillis,
        faults,
        newPartitions);
  }

  /** How long after the faults have ended the last payment must be finished. */
  long settleBoundMillis() {
    return 3 * execution.claimTimeoutMillis()
        + 2 * execution.inDoubtBoundMillis()
        + (waiting instanceof Waiting.AtMost(Duration patience) ? patience.toMillis() : 0)
        + 2 * faults.processors().lookUpLagMillis()
        + (faults.rewinds() == 0 ? 0 : 3 * Math.max(execution.inDoubtBoundMillis(), 60_000))
        + 60_000;
  }
}
