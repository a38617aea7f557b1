package dev.rinha.core;

import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.ProcessorMonitor;
import dev.rinha.core.routing.Reason;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one router knew at one moment. Counts are since its start. Immutable.
 *
 * @param decisions how many payments were sent or held, by reason
 * @param processors cheapest first
 * @param queuePaused whether an operator has paused the queue
 * @param held payments that it holds, whatever their stage
 * @param waiting those of them that wait to be sent
 * @param conflicts settlements that the store refused because the payment had been given to another
 *     attempt
 * @param forgotten of how many payments it had to tell the store again, because it had gone back in
 *     time
 * @param asksEverywhere whether payments are asked for at every processor before they are sent
 * @param refusedWrites how often the store could not do a write, while it did others
 * @param refused payments held of which the store could not do the last write
 */
public record RouterSnapshot(
    Map<Reason, Long> decisions,
    List<Processor> processors,
    boolean queuePaused,
    int held,
    int waiting,
    long conflicts,
    long forgotten,
    boolean asksEverywhere,
    long refusedWrites,
    long refused) {

  /**
   * What it knew of one processor.
   *
   * @param inFlight payments on their way there from this router
   * @param limit how many may be
   * @param latencyMillis smoothed
   * @param down whether it counts as down, or is paused
   * @param paused whether an operator has paused it
   * @param inStateMillis for how long it has been down, or not
   * @param withoutSuccessMillis since it last executed a payment of this router; empty before the
   *     first
   * @param lookups how often it was asked whether it has a payment
   */
  public record Processor(
      String name,
      int inFlight,
      int limit,
      double latencyMillis,
      boolean down,
      boolean paused,
      long inStateMillis,
      OptionalLong withoutSuccessMillis,
      long lookups) {

    private static Processor of(ExecutionCore core, ProcessorMonitor monitor, long now) {
      return new Processor(
          monitor.name(),
          monitor.inFlight(),
          monitor.limit(now),
          monitor.latencyMillis(),
          monitor.down(),
          monitor.paused(),
          Math.max(0, now - (monitor.down() ? monitor.downSinceMillis() : monitor.upSinceMillis())),
          monitor.workedAtMillis() < 0
              ? OptionalLong.empty()
              : OptionalLong.of(Math.max(0, now - monitor.workedAtMillis())),
          core.lookups(monitor.name()));
    }
  }

  static RouterSnapshot of(ExecutionCore core) {
    long now = core.decidedAt().monotonicMillis();
    return new RouterSnapshot(
        core.decisions(),
        core.monitors().stream().map(monitor -> Processor.of(core, monitor, now)).toList(),
        core.pauses().ofQueue().isPresent(),
        core.heldCount(),
        core.waitingCount(),
        core.conflicts(),
        core.forgotten(),
        core.asksEverywhere(),
        core.refusedWrites(),
        core.refusedCount());
  }
}
