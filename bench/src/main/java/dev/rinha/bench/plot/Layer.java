package dev.rinha.bench.plot;

import java.util.ArrayList;
import java.util.List;

/** One thing drawn on a plot; what comes later lies above. */
public sealed interface Layer {

  /** What the legend lists. */
  List<Series> series();

  /** A line, broken where nothing was measured. */
  record Line(Series line, boolean dashed) implements Layer {
    @Override
    public List<Series> series() {
      return List.of(line);
    }
  }

  /** A bar for each column that is not zero. */
  record Bars(Series bars) implements Layer {
    @Override
    public List<Series> series() {
      return List.of(bars);
    }
  }

  /** A dot for each column that was measured. */
  record Dots(Series dots) implements Layer {
    @Override
    public List<Series> series() {
      return List.of(dots);
    }
  }

  /** Areas one upon the other, the first at the bottom. */
  record Stack(List<Series> series) implements Layer {

    /** Copies the list. */
    public Stack {
      series = List.copyOf(series);
    }

    /** The upper edge of each area: its own values and those of all below. */
    List<Series> edges() {
      List<Series> edges = new ArrayList<>();
      for (Series area : series) {
        List<Double> below = edges.isEmpty() ? List.of() : edges.getLast().values();
        List<Double> sums = new ArrayList<>(area.values());
        for (int i = 0; i < below.size(); i++) {
          sums.set(i, sums.get(i) + below.get(i));
        }
        edges.add(new Series(area.name(), area.colour(), sums));
      }
      return edges;
    }

    /** The largest sum of all areas in a column. */
    public double most() {
      return edges().stream().mapToDouble(Series::most).max().orElse(0);
    }
  }
}
