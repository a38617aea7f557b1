package dev.rinha.core.routing;

import java.time.Duration;
import java.util.List;

/**
 * Waits for the cheapest processor for a fixed time, then takes the next dearer one that works.
 *
 * <p>While the cheapest is down the time counts from when the payment was accepted; while it works
 * and is only full, what counts is how long the payments in hand still need from now on. So the
 * backlog of an outage stays with a processor that is back, however long it has waited.
 */
public final class CheapestWithPatience implements RoutingPolicy {

  private final long patienceMillis;

  /** Use {@link Waiting.AtMost}. */
  CheapestWithPatience(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  @Override
  public String description() {
    return RoutingPolicies.describe(new Waiting.AtMost(Duration.ofMillis(patienceMillis)));
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorView> processors = input.processors();
    ProcessorView cheapest = processors.getFirst();
    long now = input.nowMillis();
    if (cheapest.able(now)) {
      return new Decision.Send(cheapest.name(), Reason.CHEAPEST);
    }
    if (cheapest.probeDue(now)) {
      return new Decision.Send(cheapest.name(), Reason.PROBE);
    }
    long leftMillis = leftMillis(cheapest, input);
    if (leftMillis > 0) {
      Decision.Hold hold = Routes.hold(processors, now);
      return new Decision.Hold(
          Math.min(hold.untilMillis(), now + leftMillis),
          cheapest.down() && hold.reason() != Reason.HOLD_NONE_WORKS
              ? Reason.HOLD_FOR_CHEAPER
              : hold.reason());
    }
    return Routes.firstAble(
        processors.subList(1, processors.size()), now, Reason.PATIENCE_OVER, processors);
  }

  @Override
  public boolean sameForAllAmounts() {
    return true;
  }

  private long leftMillis(ProcessorView cheapest, RoutingInput input) {
    return cheapest.down()
        ? input.acceptedAtMillis() + patienceMillis - input.nowMillis()
        : patienceMillis - cheapest.expectedDrainMillis(input.backlog(), input.nowMillis());
  }
}
