package dev.rinha.examples.embedding;

import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.ProcessorView;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingInput;
import dev.rinha.core.routing.RoutingPolicy;
import java.util.Comparator;
import java.util.List;

/** One processor gets everything, because a contract says so; others help out after a while. */
record ContractFirst(String contracted, long waitMillis) implements RoutingPolicy {

  @Override
  public Decision decide(RoutingInput input) {
    long now = input.nowMillis();
    long othersFromMillis = input.acceptedAtMillis() + waitMillis;
    List<ProcessorView> candidates =
        input.processors().stream()
            .filter(each -> each.name().equals(contracted) || now >= othersFromMillis)
            .sorted(Comparator.comparing(each -> !each.name().equals(contracted)))
            .toList();
    long askAgainMillis = now < othersFromMillis ? othersFromMillis : Long.MAX_VALUE;
    for (ProcessorView candidate : candidates) {
      if (candidate.able(now)) {
        return new Decision.Send(candidate.name(), Reason.WEIGHT);
      }
      if (candidate.probeDue(now)) {
        return new Decision.Send(candidate.name(), Reason.PROBE);
      }
      askAgainMillis = Math.min(askAgainMillis, candidate.changesAtMillis(now));
    }
    return new Decision.Hold(askAgainMillis, Reason.HOLD_NONE_WORKS);
  }
}
