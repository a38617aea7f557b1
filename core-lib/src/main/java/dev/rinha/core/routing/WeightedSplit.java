package dev.rinha.core.routing;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads payments over the processors in proportion to the weights in their settings, among those
 * that are able; a processor that is down is probed in between. One of weight 0 gets payments only
 * when nothing else is able.
 */
public final class WeightedSplit implements RoutingPolicy {

  private final RandomGenerator random;

  /** Creates one that draws from that source. */
  public WeightedSplit(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String description() {
    return RoutingPolicies.WEIGHTED_SPLIT;
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorView> processors = input.processors();
    long now = input.nowMillis();
    for (ProcessorView processor : processors) {
      if (processor.probeDue(now)) {
        return new Decision.Send(processor.name(), Reason.PROBE);
      }
    }
    int total = 0;
    for (ProcessorView processor : processors) {
      total += processor.able(now) ? processor.settings().weight() : 0;
    }
    if (total == 0) {
      return Routes.firstAble(processors, now, Reason.FAILOVER, processors);
    }
    int drawn = random.nextInt(total);
    for (ProcessorView processor : processors) {
      drawn -= processor.able(now) ? processor.settings().weight() : 0;
      if (drawn < 0) {
        return new Decision.Send(processor.name(), Reason.WEIGHT);
      }
    }
    throw new AssertionError("drawn beyond the total weight " + total);
  }

  @Override
  public boolean sameForAllAmounts() {
    return true;
  }
}
