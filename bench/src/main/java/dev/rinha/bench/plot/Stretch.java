package dev.rinha.bench.plot;

import java.util.ArrayList;
import java.util.List;

/** Columns one after the other in which something was measured; {@code to} is the first without. */
record Stretch(int from, int to) {

  static List<Stretch> of(List<Double> values) {
    List<Stretch> stretches = new ArrayList<>();
    int from = 0;
    for (int column = 0; column <= values.size(); column++) {
      if (column == values.size() || Double.isNaN(values.get(column))) {
        if (column > from) {
          stretches.add(new Stretch(from, column));
        }
        from = column + 1;
      }
    }
    return stretches;
  }
}
