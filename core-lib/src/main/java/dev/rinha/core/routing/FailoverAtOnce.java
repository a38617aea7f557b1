package dev.rinha.core.routing;

import java.util.List;

/** Takes the cheapest processor that is able at this moment; never waits while any of them is. */
public final class FailoverAtOnce implements RoutingPolicy {

  @Override
  public String description() {
    return RoutingPolicies.FAILOVER_AT_ONCE;
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorView> processors = input.processors();
    ProcessorView cheapest = processors.getFirst();
    if (cheapest.able(input.nowMillis())) {
      return new Decision.Send(cheapest.name(), Reason.CHEAPEST);
    }
    if (cheapest.probeDue(input.nowMillis())) {
      return new Decision.Send(cheapest.name(), Reason.PROBE);
    }
    return Routes.firstAble(processors, input.nowMillis(), Reason.FAILOVER, processors);
  }

  @Override
  public boolean sameForAllAmounts() {
    return true;
  }
}
