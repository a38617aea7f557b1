package dev.rinha.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.schedule.Both;

/**
 * How far execution was at one moment, by the processors' own word. Immutable.
 *
 * @param atMillis since the load began, when the processors were asked
 * @param accepted payments the backend had accepted by then
 * @param executed what each processor had executed since its purge
 */
public record ExecutionSample(long atMillis, long accepted, Both<RecordedTotals> executed) {

  /**
   * Payments accepted and not executed yet; at least 0, for a payment may be executed before its
   * answer arrives.
   */
  @JsonProperty
  public long backlog() {
    return Math.max(0, accepted - RecordedTotals.sum(executed).count());
  }
}
