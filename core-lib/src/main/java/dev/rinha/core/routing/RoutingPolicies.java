package dev.rinha.core.routing;

import java.util.List;
import java.util.SplittableRandom;

/** The policies that can be chosen by name. */
public final class RoutingPolicies {

  /** The name of {@link CheapestInTime}, the default. */
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

  /**
   * A new policy of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RoutingPolicy named(String name) {
    return switch (name) {
      case CHEAPEST_IN_TIME -> new CheapestInTime();
      case CHEAPEST_ONLY -> new CheapestOnly();
      case FAILOVER_AT_ONCE -> new FailoverAtOnce();
      case WEIGHTED_SPLIT -> new WeightedSplit(new SplittableRandom(0));
      default ->
          throw new IllegalArgumentException("must be one of " + names() + ", was '" + name + "'");
    };
  }
}
