package dev.rinha.bench.plot;

import java.util.List;

/**
 * What lies behind every plot of a page, so that the eye finds the same moment in each. Immutable.
 *
 * @param shades times when something failed; where two overlap it is darker
 * @param marks moments of their own
 */
public record Background(List<Shade> shades, List<Double> marks) {

  /** From one second to another. */
  public record Shade(double from, double to) {}

  /** Copies the lists. */
  public Background {
    shades = List.copyOf(shades);
    marks = List.copyOf(marks);
  }

  void draw(Markup markup, TimeAxis time) {
    for (Shade shade : shades) {
      double from = time.percent(shade.from());
      markup.empty(
          "rect",
          Attributes.style("shade")
              .percent("x", from)
              .percent("width", time.percent(shade.to()) - from)
              .with("height", "100%"));
    }
    for (double mark : marks) {
      markup.empty("line", Frame.upright("mark", time.percent(mark)));
    }
  }
}
