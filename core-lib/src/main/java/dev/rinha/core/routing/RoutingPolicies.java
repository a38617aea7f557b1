package dev.rinha.core.routing;

import java.util.List;

/** The names of the policies that can be chosen; {@link RoutingPolicy#named} makes them. */
public final class RoutingPolicies {

  /** The name of {@link CheapestInTime} and {@link CheapestWithPatience}, the default. */
  public static final String CHEAPEST_IN_TIME = "cheapest-in-time";

  /** The name of {@link CheapestOnly}. */
  public static final String CHEAPEST_ONLY = "cheapest-only";

  /** The name of {@link FailoverAtOnce}. */
  public static final String FAILOVER_AT_ONCE = "failover-at-once";

  /** The name of {@link WeightedSplit}. */
  public static final String WEIGHTED_SPLIT = "weighted-split";

  private RoutingPolicies() {}

  /** All names. */
  public static List<String> names() {
    return List.of(CHEAPEST_IN_TIME, CHEAPEST_ONLY, FAILOVER_AT_ONCE, WEIGHTED_SPLIT);
  }
}
