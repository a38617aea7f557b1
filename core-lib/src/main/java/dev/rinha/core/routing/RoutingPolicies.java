package dev.rinha.core.routing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The policies that can be chosen by name. */
public final class RoutingPolicies {

  /** The name of {@link CheapestInTime} and {@link CheapestWithPatience}, the default. */
  public static final String CHEAPEST_IN_TIME = "cheapest-in-time";

  /** The name of {@link CheapestOnly}. */
  public static final String CHEAPEST_ONLY = "cheapest-only";

  /** The name of {@link FailoverAtOnce}. */
  public static final String FAILOVER_AT_ONCE = "failover-at-once";

  /** The name of {@link WeightedSplit}. */
  public static final String WEIGHTED_SPLIT = "weighted-split";

  private static final String PRICED = CHEAPEST_IN_TIME + " price-of-time=";
  private static final Pattern PATIENT =
      Pattern.compile(CHEAPEST_IN_TIME + " patience=(\\d{1,15})ms");

  private RoutingPolicies() {}

  /** All names. */
  public static List<String> names() {
    return List.of(CHEAPEST_IN_TIME, CHEAPEST_ONLY, FAILOVER_AT_ONCE, WEIGHTED_SPLIT);
  }

  /** A new policy that sends each payment to the cheapest processor within that time. */
  public static RoutingPolicy cheapestInTime(Waiting waiting) {
    return switch (waiting) {
      case Waiting.Priced(PriceOfTime price) -> new CheapestInTime(price, OutageEstimate.LEARNED);
      case Waiting.AtMost(Duration patience) -> new CheapestWithPatience(patience.toMillis());
    };
  }

  /** {@link #CHEAPEST_IN_TIME} with how long it waits. */
  public static String describe(Waiting waiting) {
    return switch (waiting) {
      case Waiting.Priced(PriceOfTime price) -> PRICED + price;
      case Waiting.AtMost(Duration patience) ->
          CHEAPEST_IN_TIME + " patience=" + patience.toMillis() + "ms";
    };
  }

  /**
   * A new policy like the one that {@linkplain RoutingPolicy#description describes} itself so;
   * empty if it is none of these.
   */
  public static Optional<RoutingPolicy> described(String description) {
    Matcher patient = PATIENT.matcher(description);
    if (patient.matches()) {
      Duration patience = Duration.ofMillis(Long.parseLong(patient.group(1)));
      return Optional.of(cheapestInTime(new Waiting.AtMost(patience)));
    }
    if (description.startsWith(PRICED)) {
      PriceOfTime price = PriceOfTime.parse(description.substring(PRICED.length()));
      return Optional.of(cheapestInTime(new Waiting.Priced(price)));
    }
    return names().contains(description)
        ? Optional.of(named(description, Waiting.DEFAULT))
        : Optional.empty();
  }

  /** How to make each of them. */
  public static Map<String, Supplier<RoutingPolicy>> named(Waiting waiting) {
    Map<String, Supplier<RoutingPolicy>> policies = new LinkedHashMap<>();
    names().forEach(name -> policies.put(name, () -> named(name, waiting)));
    return policies;
  }

  /**
   * A new policy of that name.
   *
   * @param waiting for {@link #CHEAPEST_IN_TIME}; the others have no use for it
   * @throws IllegalArgumentException if there is none
   */
  public static RoutingPolicy named(String name, Waiting waiting) {
    return switch (name) {
      case CHEAPEST_IN_TIME -> cheapestInTime(waiting);
      case CHEAPEST_ONLY -> new CheapestOnly();
      case FAILOVER_AT_ONCE -> new FailoverAtOnce();
      case WEIGHTED_SPLIT -> new WeightedSplit(new SplittableRandom(0));
      default ->
          throw new IllegalArgumentException("must be one of " + names() + ", was '" + name + "'");
    };
  }
}
