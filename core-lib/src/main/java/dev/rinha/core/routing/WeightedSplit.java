package dev.rinha.core.routing;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Spreads payments over the processors in proportion to weights, among those that are able; a
 * processor that is down is probed in between.
 */
public final class WeightedSplit implements RoutingPolicy {

  private final Map<String, Integer> weights;
  private final RandomGenerator random;

  /**
   * @param weights by processor name; a processor that is missing has weight 1, weight 0 gets
   *     payments only when nothing else is able
   * @throws IllegalArgumentException if a weight is negative
   */
  public WeightedSplit(Map<String, Integer> weights, RandomGenerator random) {
    weights.forEach(
        (name, weight) -> {
          if (weight < 0) {
            throw new IllegalArgumentException(
                "the weight of '" + name + "' must not be negative, was " + weight);
          }
        });
    this.weights = Map.copyOf(weights);
    this.random = random;
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorMonitor> processors = input.processors();
    long now = input.nowMillis();
    for (ProcessorMonitor processor : processors) {
      if (processor.probeDue(now)) {
        return new Decision.Send(processor.name(), Reason.PROBE);
      }
    }
    int total = 0;
    for (ProcessorMonitor processor : processors) {
      total += processor.able(now) ? weight(processor) : 0;
    }
    if (total == 0) {
      return Routes.firstAble(processors, now, Reason.FAILOVER, processors);
    }
    int drawn = random.nextInt(total);
    for (ProcessorMonitor processor : processors) {
      drawn -= processor.able(now) ? weight(processor) : 0;
      if (drawn < 0) {
        return new Decision.Send(processor.name(), Reason.WEIGHT);
      }
    }
    throw new AssertionError("drawn beyond the total weight " + total);
  }

  private int weight(ProcessorMonitor processor) {
    return weights.getOrDefault(processor.name(), 1);
  }
}
