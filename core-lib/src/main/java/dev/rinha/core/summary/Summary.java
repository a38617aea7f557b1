package dev.rinha.core.summary;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settled payments per processor within a window. Immutable.
 *
 * @param processors totals by the processor's name; a processor without settled payments may be
 *     missing
 */
public record Summary(SortedMap<String, Totals> processors) {

  /** Copies the map. */
  public Summary {
    processors = Collections.unmodifiableSortedMap(new TreeMap<>(processors));
  }

  /** The totals of one processor, {@link Totals#NONE} if nothing was settled there. */
  public Totals of(String processor) {
    return processors.getOrDefault(processor, Totals.NONE);
  }

  /** The totals of all processors together. */
  public Totals total() {
    return processors.values().stream().reduce(Totals.NONE, Totals::plus);
  }
}
