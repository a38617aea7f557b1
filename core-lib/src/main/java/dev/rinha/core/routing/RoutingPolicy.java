package dev.rinha.core.routing;

import java.util.List;

/**
 * Decides which processor a payment goes to, and when. Implementations are deterministic: the same
 * inputs in the same order give the same decisions. Called by one thread, the worker's, which waits
 * for the answer: a policy never blocks and reads no clock.
 *
 * <p>A policy that throws, answers null or names a processor that there is not loses nothing: the
 * payment stays queued, the fault is logged and counted ({@link Router#policyFaults}), and the
 * policy is asked again after a second at the latest. One that names a processor which cannot take
 * a payment now has it held until that one can.
 *
 * <p>How to write one: {@code docs/extending.md}.
 */
@FunctionalInterface
public interface RoutingPolicy {

  /** Decides about a payment that waits, the oldest first. */
  Decision decide(RoutingInput input);

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
