package dev.rinha.bench.plot;

import java.util.List;

/**
 * One value for each column of a plot. Immutable.
 *
 * @param name as the legend says it
 * @param values NaN where nothing was measured
 */
public record Series(String name, Colour colour, List<Double> values) {

  /** Copies the list. */
  public Series {
    values = List.copyOf(values);
  }

  /** The largest value; 0 when there is none. */
  public double most() {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }
}
