package dev.rinha.core.summary;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settled payments per processor within a window. Immutable.
 *
 * @param processors totals by the processor's name. A store only knows those that have settled
 *     something in the window; {@link #withProcessors} adds the others
 * @param fees what each processor kept, in units of the currency, exact; without those whose fee is
 *     not known. A store does not know fees; whoever has them adds them
 */
public record Summary(SortedMap<String, Totals> processors, SortedMap<String, BigDecimal> fees) {

  /** Copies the maps. */
  public Summary {
    processors =
        Collections.unmodifiableSortedMap(new TreeMap<>(requireNonNull(processors, "processors")));
    fees = Collections.unmodifiableSortedMap(new TreeMap<>(requireNonNull(fees, "fees")));
  }

  /** Without fees. */
  public Summary(SortedMap<String, Totals> processors) {
    this(processors, Collections.emptySortedMap());
  }

  /** The same with these fees. */
  public Summary withFees(SortedMap<String, BigDecimal> newFees) {
    return new Summary(processors, newFees);
  }

  /** The same, and with {@link Totals#NONE} for each of those processors that is not in it. */
  public Summary withProcessors(Collection<String> names) {
    requireNonNull(names, "names");
    SortedMap<String, Totals> all = new TreeMap<>(processors);
    names.forEach(name -> all.putIfAbsent(name, Totals.NONE));
    return new Summary(all, fees);
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
