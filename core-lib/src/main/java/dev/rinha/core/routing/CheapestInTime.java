package dev.rinha.core.routing;

import java.util.List;

/**
 * The default: the cheapest processor that can execute the payment in time.
 *
 * <p><b>The idea.</b> While the cheapest processor works it gets everything it can take, however
 * slow it is. When it cannot take a payment, the payment waits for it as long as its {@link
 * Patience} allows, then the next dearer one that works gets it. Where the patience follows from
 * the fees, the age of the outage counts as well: how long an outage will still last is best
 * guessed by how long it has lasted, so once that exceeds what waiting is worth, payments that
 * arrive do not even begin to wait; and no more of them wait than is worth risking. A processor
 * that is down is probed by single payments; a dearer one only by payments that would go there.
 *
 * <p><b>Rejected:</b> leaving as soon as an answer is slow (pays the higher fee for nothing: an
 * answer in two seconds is as good as one in two milliseconds as long as enough are in flight), and
 * weighing backlog against throughput (the age of the oldest payment already says whether a backlog
 * grows).
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
    long changesAt = cheapest.changesAtMillis(now);
    boolean exposed = input.patience().exposed(input.waiting() + 1L, input.settled());
    boolean othersDown = true;
    for (ProcessorMonitor dearer : processors.subList(1, processors.size())) {
      long leaveAt = leaveAtMillis(input, cheapest, dearer);
      if (now < leaveAt && !exposed) {
        changesAt = Math.min(changesAt, leaveAt);
      } else if (dearer.able(now)) {
        return new Decision.Send(
            dearer.name(), now < leaveAt ? Reason.EXPOSED : Reason.PATIENCE_OVER);
      } else if (dearer.probeDue(now)) {
        return new Decision.Send(dearer.name(), Reason.PROBE);
      } else {
        changesAt = Math.min(changesAt, dearer.changesAtMillis(now));
      }
      othersDown &= dearer.down();
    }
    return new Decision.Hold(changesAt, holdReason(cheapest, othersDown));
  }

  /** From when on it is better to pay the dearer one than to wait for the cheapest. */
  private static long leaveAtMillis(
      RoutingInput input, ProcessorMonitor cheapest, ProcessorMonitor dearer) {
    long worth = input.patience().millis(cheapest.settings().fee(), dearer.settings().fee());
    long waitedEnoughAt = input.acceptedAtMillis() + worth;
    return switch (input.patience()) {
      case Patience.Fixed _ -> waitedEnoughAt;
      case Patience.WorthTheFee _ ->
          cheapest.down()
              ? Math.min(waitedEnoughAt, cheapest.downSinceMillis() + worth)
              : waitedEnoughAt;
    };
  }

  private static Reason holdReason(ProcessorMonitor cheapest, boolean othersDown) {
    if (!cheapest.down()) {
      return Reason.HOLD_FULL;
    }
    return othersDown ? Reason.HOLD_NONE_WORKS : Reason.HOLD_FOR_CHEAPER;
  }
}
