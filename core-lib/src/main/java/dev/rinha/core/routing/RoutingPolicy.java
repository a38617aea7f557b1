package dev.rinha.core.routing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Decides which processor a payment goes to, and when. Implementations are deterministic: the same
 * inputs in the same order give the same decisions. Called by one thread, the worker's, which waits
 * for the answer: a policy never blocks and reads no clock.
 *
 * <p>A policy that throws, answers null or names a processor that there is not loses nothing: the
 * payment stays queued, the fault is logged and counted, and the policy is asked again after a
 * second at the latest. One that names a processor which cannot take a payment now has it held
 * until that one can.
 *
 * <p>How to write one: {@code docs/extending.md}.
 */
@FunctionalInterface
public interface RoutingPolicy {

  /** Decides about a payment that waits, the oldest first. */
  Decision decide(RoutingInput input);

  /**
   * What it is called, with its settings, so that {@link RoutingPolicies#described} makes another
   * one like it. A policy of one's own need not be known there.
   */
  default String description() {
    return getClass().getSimpleName();
  }

  /**
   * Whether the amount makes no difference to the decision where every fee is a part of the amount.
   * Then payments that wait need not be asked about one by one.
   */
  default boolean sameForAllAmounts() {
    return false;
  }

  /**
   * What the payment would cost at each processor, in the order of the input; empty for a policy
   * that does not compare costs. Changes nothing.
   */
  default List<Quote> quotes(RoutingInput input) {
    return List.of();
  }

  /** A new policy that sends each payment to the cheapest processor within that time. */
  static RoutingPolicy cheapestInTime(Waiting waiting) {
    return switch (waiting) {
      case Waiting.Priced(PriceOfTime price) -> new CheapestInTime(price, OutageEstimate.LEARNED);
      case Waiting.AtMost(Duration patience) -> new CheapestWithPatience(patience.toMillis());
    };
  }

  /**
   * A new policy like the one that {@linkplain #description describes} itself so; empty if it is
   * none of the {@link RoutingPolicies}.
   */
  static Optional<RoutingPolicy> described(String description) {
    return RoutingPolicies.described(description)
        .map(RoutingPolicy::cheapestInTime)
        .or(
            () ->
                RoutingPolicies.names().contains(description)
                    ? Optional.of(named(description, Waiting.DEFAULT))
                    : Optional.empty());
  }

  /**
   * A new policy of one of the {@link RoutingPolicies}.
   *
   * @param waiting for {@link #cheapestInTime}; the others have no use for it
   * @throws IllegalArgumentException if there is none of that name
   */
  static RoutingPolicy named(String name, Waiting waiting) {
    return switch (name) {
      case RoutingPolicies.CHEAPEST_IN_TIME -> cheapestInTime(waiting);
      case RoutingPolicies.CHEAPEST_ONLY -> new CheapestOnly();
      case RoutingPolicies.FAILOVER_AT_ONCE -> new FailoverAtOnce();
      case RoutingPolicies.WEIGHTED_SPLIT -> new WeightedSplit(new SplittableRandom(0));
      default ->
          throw new IllegalArgumentException(
              "must be one of " + RoutingPolicies.names() + ", was '" + name + "'");
    };
  }
}
