package dev.rinha.core.traffic;

import dev.rinha.core.summary.Totals;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one processor did in a minute. Immutable.
 *
 * @param attempts how many were sent in that minute, by what came of them
 * @param latencies how many of the executed ones took how long, see {@link LatencyBuckets}
 * @param settled payments settled with a {@code requestedAt} in that minute, as in the summary
 * @param feeMicroCents the fees on these, in millionths of a cent
 * @param waitedCentSeconds the sum of what each of these came to times how long it took from
 *     acceptance to settlement: cents times seconds
 * @param tried how it was in the seconds in which it was sent something
 * @param reported how it was in the seconds in which it told of its health
 */
public record ProcessorMinute(
    Map<AttemptResult, Long> attempts,
    Map<Integer, Long> latencies,
    Totals settled,
    long feeMicroCents,
    long waitedCentSeconds,
    Seconds tried,
    Seconds reported) {

  /** Nothing. */
  public static final ProcessorMinute NONE =
      new ProcessorMinute(Map.of(), Map.of(), Totals.NONE, 0, 0, Seconds.UNKNOWN, Seconds.UNKNOWN);

  /** Copies the maps. */
  public ProcessorMinute {
    EnumMap<AttemptResult, Long> byResult = new EnumMap<>(AttemptResult.class);
    byResult.putAll(attempts);
    attempts = Collections.unmodifiableMap(byResult);
    latencies = Collections.unmodifiableMap(new TreeMap<>(latencies));
  }

  /** How many attempts ended so. */
  public long attempts(AttemptResult result) {
    return attempts.getOrDefault(result, 0L);
  }

  /** All attempts. */
  public long attemptsTotal() {
    return attempts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Both together; what was observed later counts where they differ on a second. */
  public ProcessorMinute then(ProcessorMinute later) {
    return new ProcessorMinute(
        TrafficMinute.merged(attempts, later.attempts, Long::sum),
        TrafficMinute.merged(latencies, later.latencies, Long::sum),
        settled.plus(later.settled),
        Math.addExact(feeMicroCents, later.feeMicroCents),
        Math.addExact(waitedCentSeconds, later.waitedCentSeconds),
        tried.then(later.tried),
        reported.then(later.reported));
  }
}
