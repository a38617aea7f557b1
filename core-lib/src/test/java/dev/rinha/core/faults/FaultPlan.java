package dev.rinha.core.faults;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often each fault strikes. Immutable.
 *
 * @param permille the chance of each fault in thousandths; those that spoil requests exclude each
 *     other and add up to at most 1000
 * @param latencyMillis how long {@link Fault#LATENCY} delays a request
 */
public record FaultPlan(Map<Fault, Integer> permille, long latencyMillis) {

  private static final int ALWAYS = 1000;
  private static final FaultPlan NONE = new FaultPlan(Map.of(), 0);

  /**
   * @throws IllegalArgumentException if a chance is outside 0 to 1000, or all together are
   */
  public FaultPlan {
    permille = Map.copyOf(permille);
    int spoiled = 0;
    for (Map.Entry<Fault, Integer> chance : permille.entrySet()) {
      if (chance.getValue() < 0 || chance.getValue() > ALWAYS) {
        throw new IllegalArgumentException(
            chance.getKey() + " must be 0 to 1000 permille, was " + chance.getValue());
      }
      spoiled += chance.getKey().spoilsRequests() ? chance.getValue() : 0;
    }
    if (spoiled > ALWAYS) {
      throw new IllegalArgumentException(
          "all faults together must be at most 1000 permille, were " + spoiled);
    }
    if (latencyMillis < 0) {
      throw new IllegalArgumentException("latency must not be negative, was " + latencyMillis);
    }
  }

  /** Everything passes unharmed. */
  public static FaultPlan none() {
    return NONE;
  }

  /** Every request is this late. */
  public static FaultPlan slow(long latencyMillis) {
    return none().with(Fault.LATENCY, ALWAYS).withLatencyMillis(latencyMillis);
  }

  /** The same with another chance for one fault. */
  public FaultPlan with(Fault fault, int newPermille) {
    Map<Fault, Integer> changed = new EnumMap<>(Fault.class);
    changed.putAll(permille);
    changed.put(fault, newPermille);
    return new FaultPlan(changed, latencyMillis);
  }

  /** The same with another latency. */
  public FaultPlan withLatencyMillis(long newLatencyMillis) {
    return new FaultPlan(permille, newLatencyMillis);
  }

  int chance(Fault fault) {
    return permille.getOrDefault(fault, 0);
  }
}
