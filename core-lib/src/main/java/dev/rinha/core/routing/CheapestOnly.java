package dev.rinha.core.routing;

import java.util.List;

/** Waits for the cheapest processor however long it takes; never pays a higher fee. */
public final class CheapestOnly implements RoutingPolicy {

  @Override
  public String description() {
    return RoutingPolicies.CHEAPEST_ONLY;
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorView> cheapest = input.processors().subList(0, 1);
    return Routes.firstAble(cheapest, input.nowMillis(), Reason.CHEAPEST, cheapest);
  }

  @Override
  public boolean sameForAllAmounts() {
    return true;
  }
}
