package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

/**
 * What is known of a processor beforehand. Immutable.
 *
 * @param name what it is called in summaries, ledgers and metrics: lower-case letters, digits and
 *     dashes
 * @param fee what it keeps of each payment
 * @param maxInFlight the most payments that may be on their way to it from one worker
 * @param responseTimeoutMillis how long an answer may take before its outcome is unknown
 * @param lookUpLagMillis how long after it executed a payment a look-up there may still say that it
 *     does not have it, for instance because a replica answers. So long a payment stays where its
 *     attempt failed, and for so much longer where its outcome is unknown
 * @param weight its share where payments are split by weight; 0 for none as long as another works
 */
public record ProcessorSettings(
    String name,
    Fee fee,
    int maxInFlight,
    long responseTimeoutMillis,
    long lookUpLagMillis,
    int weight) {

  /** In flight unless set otherwise: 800. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 800;

  /** Response timeout unless set otherwise: 10 s. */
  public static final long DEFAULT_RESPONSE_TIMEOUT_MILLIS = 10_000;

  /** How long look-ups may lag unless set otherwise: 10 s. */
  public static final long DEFAULT_LOOK_UP_LAG_MILLIS = 10_000;

  /**
   * @throws IllegalArgumentException if the name has other characters or more than 32, or a number
   *     is out of its range
   */
  public ProcessorSettings {
    requireNonNull(name, "name");
    requireNonNull(fee, "fee");
    if (!name.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "a processor's name must be 1 to 32 lower-case letters, digits and dashes, was '"
              + name
              + "'");
    }
    if (maxInFlight < 1 || responseTimeoutMillis < 1) {
      throw new IllegalArgumentException(
          "max in flight and response timeout of '" + name + "' must be positive");
    }
    if (lookUpLagMillis < 0) {
      throw new IllegalArgumentException(
          "the lag of look-ups of '" + name + "' must not be negative, was " + lookUpLagMillis);
    }
    if (weight < 0) {
      throw new IllegalArgumentException(
          "the weight of '" + name + "' must not be negative, was " + weight);
    }
  }

  /** A processor with weight 1 and the defaults for everything else. */
  public static ProcessorSettings of(String name, Fee fee) {
    return new ProcessorSettings(
        name,
        fee,
        DEFAULT_MAX_IN_FLIGHT,
        DEFAULT_RESPONSE_TIMEOUT_MILLIS,
        DEFAULT_LOOK_UP_LAG_MILLIS,
        1);
  }

  /** The same with another fee. */
  public ProcessorSettings withFee(Fee newFee) {
    return new ProcessorSettings(
        name, newFee, maxInFlight, responseTimeoutMillis, lookUpLagMillis, weight);
  }

  /** The same with another bound on payments in flight. */
  public ProcessorSettings withMaxInFlight(int newMaxInFlight) {
    return new ProcessorSettings(
        name, fee, newMaxInFlight, responseTimeoutMillis, lookUpLagMillis, weight);
  }

  /** The same with another response timeout. */
  public ProcessorSettings withResponseTimeoutMillis(long newResponseTimeoutMillis) {
    return new ProcessorSettings(
        name, fee, maxInFlight, newResponseTimeoutMillis, lookUpLagMillis, weight);
  }

  /** The same with another lag of look-ups. */
  public ProcessorSettings withLookUpLagMillis(long newLookUpLagMillis) {
    return new ProcessorSettings(
        name, fee, maxInFlight, responseTimeoutMillis, newLookUpLagMillis, weight);
  }

  /** The same with another weight. */
  public ProcessorSettings withWeight(int newWeight) {
    return new ProcessorSettings(
        name, fee, maxInFlight, responseTimeoutMillis, lookUpLagMillis, newWeight);
  }
}
