package dev.rinha.core.routing;

import java.util.List;

/**
 * The default: the cheapest processor that can execute the payment in time.
 *
 * <p>While the cheapest one works it gets everything it can take. When it cannot take a payment,
 * the payment waits for it until its patience is over; then the next dearer one that works gets it.
 * A processor that is down is probed by single payments; a dearer one only by payments that would
 * go there.
 */
public final class CheapestInTime implements RoutingPolicy {

  @Override
  public Decision decide(RoutingInput input) {
    List<ProcessorMonitor> processors = input.processors();
    ProcessorMonitor cheapest = processors.getFirst();
    long now = input.nowMillis();
    if (cheapest.able(now)) {
      return new Decision.Send(cheapest.name(), Reason.CHEAPEST);
    }
    if (cheapest.probeDue(now)) {
      return new Decision.Send(cheapest.name(), Reason.PROBE);
    }
    if (!input.impatient()) {
      long until = Math.min(input.patientUntilMillis(), cheapest.changesAtMillis(now));
      return new Decision.Hold(until, cheapest.down() ? Reason.HOLD_FOR_CHEAPER : Reason.HOLD_FULL);
    }
    return Routes.firstAble(
        processors.subList(1, processors.size()), now, Reason.PATIENCE_OVER, processors);
  }
}
