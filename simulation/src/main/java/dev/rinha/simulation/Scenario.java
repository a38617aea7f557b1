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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The settings of one simulation. Immutable; times in milliseconds.
 *
 * @param seed decides everything that is left to chance
 * @param payments how many payments clients offer
 * @param workers how many workers run at the same time
 * @param faultyMillis for how long things go wrong beside a long outage; then the faults end
 * @param maxUnfinished how many payments may wait before further ones are turned away
 * @param settings each worker is started with one of these, also when it is started again: what the
 *     service allows on one store
 * @param meanings what the processors promise about their answers, as the workers know it
 * @param capacity how many requests a processor works on before it answers 429
 * @param maxDelayMillis the longest delay a processor is given
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
    List<WorkerSettings> settings,
    StatusMeanings meanings,
    int capacity,
    long maxDelayMillis,
    long storeBoundMillis,
    FaultRates faults,
    int partitions) {

  /** The longest way of a message from one machine to another. */
  static final long NETWORK_MILLIS = 15;

  /** The longest time between the check that a send may still leave and its first byte. */
  static final long FIRST_BYTE_MILLIS = 5;

  /** The longest time for which a processor stands still. */
  static final long PROCESSOR_STALL_MILLIS = 400;

  private static final double WITHIN_OUTAGE = 0.2;

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
    settings = List.copyOf(settings);
  }

  /** Draws a scenario. */
  public static Scenario of(long seed) {
    RandomSource random = new RandomSource(seed);
    long maxDelayMillis = random.chance(0.5) ? random.between(5, 100) : random.between(100, 1_500);
    FaultRates faults = FaultRates.draw(random);
    List<WorkerSettings> settings =
        settings(random, maxDelayMillis, faults.processors().lookUpLagMillis());
    return new Scenario(
        seed,
        random.chance(0.8) ? random.between(3, 25) : random.between(25, 80),
        random.between(1, 3),
        random.chance(0.8) ? random.between(500, 5_000) : random.between(5_000, 15_000),
        random.chance(0.2) ? random.between(3, 10) : 1_000,
        settings,
        faults.processors().ownFailures() ? OWN_FAILURES : StatusMeanings.DEFAULTS,
        random.chance(0.3) ? random.between(1, 6) : 100,
        maxDelayMillis,
        random.between(20, claimTimeouts(settings).min().orElseThrow()),
        // A payment that is in doubt and rejected ever after is for an operator, unless time frees
        // it.
        freedByTime(settings) ? faults : faults.withoutPoison(),
        1);
  }

  /** Mostly the same for all workers; else such that none is refused beside another. */
  private static List<WorkerSettings> settings(
      RandomSource random, long maxDelayMillis, long lookUpLagMillis) {
    int kinds = random.chance(0.7) ? 1 : random.between(2, 3);
    List<Long> claimTimeoutsMillis =
        Stream.generate(() -> (long) random.between(200, 1_500)).limit(kinds).toList();
    long shortestBoundMillis =
        shortestInDoubtBound(Collections.max(claimTimeoutsMillis), maxDelayMillis);
    int processors = random.between(2, 3);
    return claimTimeoutsMillis.stream()
        .map(
            claimTimeoutMillis ->
                new WorkerSettings(
                    processors(random, processors, maxDelayMillis, lookUpLagMillis),
                    random.pick(List.of(Policy.values())),
                    waiting(random),
                    new ExecutionSettings(
                        random.between(1, 12),
                        claimTimeoutMillis,
                        random.chance(0.9)
                            ? shortestBoundMillis + longer(random, kinds, shortestBoundMillis)
                            : 0,
                        random.chance(0.2) ? random.between(500, 4_000) : 0,
                        random.between(1, 6))))
        .toList();
  }

  private static long longer(RandomSource random, int kinds, long mostMillis) {
    return kinds > 1 && random.chance(0.5) ? random.upTo(mostMillis) : 0;
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
      RandomSource random, int number, long maxDelayMillis, long lookUpLagMillis) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                new ProcessorSettings(
                    List.of("default", "fallback", "third").get(i),
                    fee(random),
                    random.between(1, 16),
                    100 + random.upTo(maxDelayMillis + PROCESSOR_STALL_MILLIS - 100),
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
        settings,
        meanings,
        capacity,
        maxDelayMillis,
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
        settings.stream()
            .map(each -> each.withProcessors(each.processors().stream().map(change).toList()))
            .toList(),
        newMeanings,
        capacity,
        maxDelayMillis,
        storeBoundMillis,
        faults,
        partitions);
  }

  /** The same with other bounds of the workers. */
  Scenario withExecution(UnaryOperator<ExecutionSettings> change) {
    return new Scenario(
        seed,
        payments,
        workers,
        faultyMillis,
        maxUnfinished,
        settings.stream().map(each -> each.withExecution(change.apply(each.execution()))).toList(),
        meanings,
        capacity,
        maxDelayMillis,
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
        settings,
        meanings,
        capacity,
        maxDelayMillis,
        newStoreBoundMillis,
        faults,
        partitions);
  }

  /** The same with faults for so long. */
  Scenario withFaultyMillis(long newFaultyMillis) {
    return new Scenario(
        seed,
        payments,
        workers,
        newFaultyMillis,
        maxUnfinished,
        settings,
        meanings,
        capacity,
        maxDelayMillis,
        storeBoundMillis,
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
        settings,
        meanings,
        capacity,
        maxDelayMillis,
        storeBoundMillis,
        faults,
        newPartitions);
  }

  private static LongStream claimTimeouts(List<WorkerSettings> settings) {
    return settings.stream().mapToLong(each -> each.execution().claimTimeoutMillis());
  }

  /** Of any worker. */
  long longestClaimTimeoutMillis() {
    return claimTimeouts(settings).max().orElseThrow();
  }

  /** Of any worker; 0 if only operators end a doubt. */
  long longestInDoubtBoundMillis() {
    return inDoubtBounds().max().orElse(0);
  }

  /** Of any worker that has one; 0 if only operators end a doubt. */
  long shortestInDoubtBoundMillis() {
    return inDoubtBounds().min().orElse(0);
  }

  private LongStream inDoubtBounds() {
    return settings.stream()
        .mapToLong(each -> each.execution().inDoubtBoundMillis())
        .filter(bound -> bound > 0);
  }

  /** Whether no worker leaves it to operators to end a doubt. */
  boolean freedByTime() {
    return freedByTime(settings);
  }

  private static boolean freedByTime(List<WorkerSettings> settings) {
    return settings.stream().allMatch(each -> each.execution().inDoubtBoundMillis() > 0);
  }

  /** Whether payments may become too old. */
  boolean agesOut() {
    return settings.stream().anyMatch(each -> each.execution().maxAgeMillis() > 0);
  }

  /** The same for all workers. */
  List<String> processorNames() {
    return settings.getFirst().processors().stream().map(ProcessorSettings::name).toList();
  }

  /** For how long something is wrong. */
  long untilFaultsEndMillis() {
    return faultyMillis + faults.time().longOutageMillis();
  }

  /** When a long outage begins. */
  long longOutageAtMillis() {
    return faultyMillis / 2;
  }

  /** A time before the faults end; seldom one within a long outage. */
  long faultyTime(RandomSource random) {
    long drawn = random.upTo(faultyMillis - 1);
    if (faults.time().longOutageMillis() == 0 || drawn < longOutageAtMillis()) {
      return drawn;
    }
    return random.chance(WITHIN_OUTAGE)
        ? longOutageAtMillis() + random.upTo(faults.time().longOutageMillis())
        : drawn + faults.time().longOutageMillis();
  }

  /** How long after the faults have ended the last payment must be finished. */
  long settleBoundMillis() {
    return 3 * longestClaimTimeoutMillis()
        + 2 * longestInDoubtBoundMillis()
        + settings.stream().mapToLong(WorkerSettings::patienceMillis).max().orElseThrow()
        + 2 * faults.processors().lookUpLagMillis()
        + (faults.time().rewinds() == 0 ? 0 : 3 * Math.max(longestInDoubtBoundMillis(), 60_000))
        + 60_000;
  }
}
