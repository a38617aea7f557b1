package dev.rinha.core.routing;

/**
 * Decides which processor a payment goes to, and when. Implementations are deterministic: the same
 * inputs in the same order give the same decisions. Called by one thread.
 */
@FunctionalInterface
public interface RoutingPolicy {

  /** Decides about the oldest payment that waits. */
  Decision decide(RoutingInput input);
}
