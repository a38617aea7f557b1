package dev.rinha.core.routing;

import java.util.List;

/** What several policies do alike. */
final class Routes {

  private Routes() {}

  /**
   * The first candidate that is able, else the first whose probe is due, else a hold until one of
   * the watched processors may have changed.
   */
  static Decision firstAble(
      List<ProcessorView> candidates, long nowMillis, Reason reason, List<ProcessorView> watched) {
    for (ProcessorView candidate : candidates) {
      if (candidate.able(nowMillis)) {
        return new Decision.Send(candidate.name(), reason);
      }
    }
    for (ProcessorView candidate : candidates) {
      if (candidate.probeDue(nowMillis)) {
        return new Decision.Send(candidate.name(), Reason.PROBE);
      }
    }
    return hold(watched, nowMillis);
  }

  /** Holds until one of the processors may have changed. */
  static Decision.Hold hold(List<ProcessorView> watched, long nowMillis) {
    long until = Long.MAX_VALUE;
    boolean allDown = true;
    for (ProcessorView processor : watched) {
      until = Math.min(until, processor.changesAtMillis(nowMillis));
      allDown &= processor.down();
    }
    return new Decision.Hold(until, allDown ? Reason.HOLD_NONE_WORKS : Reason.HOLD_FULL);
  }
}
