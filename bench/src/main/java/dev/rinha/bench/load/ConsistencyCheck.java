package dev.rinha.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.schedule.Both;
import java.util.List;

/**
 * One comparison of the backend's summary with the processors' own, over the same window at the
 * same moment.
 *
 * @param second second of the load
 * @param from start of the window, ISO-8601
 * @param to end of the window, ISO-8601
 * @param unread who did not answer in time; their figures are zeros, as in the public test
 */
public record ConsistencyCheck(
    int second,
    String from,
    String to,
    Both<RecordedTotals> backend,
    Both<RecordedTotals> processors,
    List<String> unread) {

  /** Differences in count, summed over the processors: what the public test adds up. */
  @JsonProperty
  public long inconsistencies() {
    return differences().primary().count() + differences().fallback().count();
  }

  /** Absolute differences, by processor. */
  @JsonProperty
  public Both<RecordedTotals> differences() {
    return backend.with(
        processors,
        (said, did) ->
            new RecordedTotals(
                Math.abs(said.count() - did.count()),
                Math.abs(said.amountCents() - did.amountCents())));
  }

  @JsonProperty("clean")
  public boolean isClean() {
    RecordedTotals total = RecordedTotals.sum(differences());
    return total.equals(RecordedTotals.NONE) && unread.isEmpty();
  }
}
