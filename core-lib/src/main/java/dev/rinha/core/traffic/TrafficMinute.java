package dev.rinha.core.traffic;

import dev.rinha.core.summary.Totals;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * One minute of traffic, or what is to be added to one. Immutable.
 *
 * @param atMillis when it began, in milliseconds since the epoch
 * @param arrivals payments accepted in it, by the number of bits of their cents: 0 to 34
 * @param processors what each processor did
 * @param routing how payments were routed, as whoever records it describes it; empty if unknown
 */
public record TrafficMinute(
    long atMillis,
    Map<Integer, Totals> arrivals,
    Map<String, ProcessorMinute> processors,
    String routing) {

  /** How long a minute is. */
  public static final long MILLIS = 60_000;

  /** Copies the maps. */
  public TrafficMinute {
    arrivals = Collections.unmodifiableMap(new TreeMap<>(arrivals));
    processors = Collections.unmodifiableMap(new TreeMap<>(processors));
  }

  /** The beginning of the minute of that moment. */
  public static long beginning(long millis) {
    return Math.floorDiv(millis, MILLIS) * MILLIS;
  }

  /** By what an amount is counted in {@link #arrivals}. */
  public static int amountBucket(long cents) {
    return Long.SIZE - Long.numberOfLeadingZeros(cents);
  }

  /** All payments accepted. */
  public Totals arrived() {
    return arrivals.values().stream().reduce(Totals.NONE, Totals::plus);
  }

  /** What that processor did. */
  public ProcessorMinute processor(String name) {
    return processors.getOrDefault(name, ProcessorMinute.NONE);
  }

  /** Both together; what was observed later counts where they differ. */
  public TrafficMinute then(TrafficMinute later) {
    return new TrafficMinute(
        atMillis,
        merged(arrivals, later.arrivals, Totals::plus),
        merged(processors, later.processors, ProcessorMinute::then),
        later.routing.isEmpty() ? routing : later.routing);
  }

  static <K, V> Map<K, V> merged(Map<K, V> one, Map<K, V> other, BinaryOperator<V> how) {
    Map<K, V> both = new HashMap<>(one);
    other.forEach((key, value) -> both.merge(key, value, how));
    return both;
  }
}
