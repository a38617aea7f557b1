package dev.rinha.core.routing;

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

  /** Decides about the oldest payment that waits. */
  Decision decide(RoutingInput input);
}
