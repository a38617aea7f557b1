package dev.rinha.core.routing;

import java.util.List;

/**
 * Decides which processor a payment goes to, and when. Implementations are deterministic: the same
 * inputs in the same order give the same decisions. Called by one thread.
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
}
