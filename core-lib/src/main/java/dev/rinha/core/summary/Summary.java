package dev.rinha.core.summary;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settled payments per processor within a window. Immutable.
 *
 * @param processors totals by the processor's name. A store only knows those that have settled
 *     something in the window; {@link #withProcessors} adds the others
 */
public record Summary(SortedMap<String, Totals> processors) {

  /** Copies the map. */
  public Summary {
    processors =
        Collections.unmodifiableSortedMap(new TreeMap<>(requireNonNull(processors, "processors")));
  }

  /** The same, and with {@link Totals#NONE} for each of those processors that is not in it. */
  public Summary withProcessors(Collection<String> names) {
    requireNonNull(names, "names");
    SortedMap<String, Totals> all = new TreeMap<>(processors);
    names.forEach(name -> all.putIfAbsent(name, Totals.NONE));
    return new Summary(all);
  }

  /**
   * The totals of one processor.
   *
   * @throws IllegalArgumentException if the processor is not in this summary: {@link Totals#NONE}
   *     for a misspelt name would look like an answer
   */
  public Totals of(String processor) {
    Totals totals = processors.get(requireNonNull(processor, "processor"));
    if (totals == null) {
      throw new IllegalArgumentException(
          "there is no processor '%s' in this summary, only %s"
              .formatted(processor, processors.keySet()));
    }
    return totals;
  }

  /** The totals of all processors together. */
  public Totals total() {
    return processors.values().stream().reduce(Totals.NONE, Totals::plus);
  }
}
