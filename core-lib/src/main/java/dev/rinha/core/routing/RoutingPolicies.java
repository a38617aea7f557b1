package dev.rinha.core.routing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final String PRICED = CHEAPEST_IN_TIME + " price-of-time=";
  private static final Pattern PATIENT =
      Pattern.compile(CHEAPEST_IN_TIME + " patience=(\\d{1,15})ms");

  private RoutingPolicies() {}

  /** All names. */
  public static List<String> names() {
    return List.of(CHEAPEST_IN_TIME, CHEAPEST_ONLY, FAILOVER_AT_ONCE, WEIGHTED_SPLIT);
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
   * What {@link #describe} has described; empty for any other text.
   *
   * @throws IllegalArgumentException if the price is out of its range
   */
  static Optional<Waiting> described(String description) {
    Matcher patient = PATIENT.matcher(description);
    if (patient.matches()) {
      return Optional.of(new Waiting.AtMost(Duration.ofMillis(Long.parseLong(patient.group(1)))));
    }
    return description.startsWith(PRICED)
        ? Optional.of(new Waiting.Priced(PriceOfTime.parse(description.substring(PRICED.length()))))
        : Optional.empty();
  }
}
