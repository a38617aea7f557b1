package dev.rinha.bench.plot;

import dev.rinha.bench.plot.LegendKey.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Values over time. Immutable.
 *
 * @param layers from back to front, each with one value for each column
 * @param hints shown for a column that is pointed at; empty for none
 */
public record Plot(
    TimeAxis time, Scale scale, List<Layer> layers, Background backdrop, List<String> hints)
    implements Figure {

  private static final int HEIGHT = 170;
  private static final int DOT_RADIUS = 2;

  /** Lines and areas are drawn on a square this wide and high that is stretched to the box. */
  private static final int SQUARE = 1000;

  /** Copies the lists. */
  public Plot {
    layers = List.copyOf(layers);
    hints = List.copyOf(hints);
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public List<LegendKey> legend() {
    List<LegendKey> keys = new ArrayList<>();
    for (Layer layer : layers) {
      for (Series series : layer.series()) {
        keys.add(key(layer, series));
      }
    }
    return keys;
  }

  private static LegendKey key(Layer layer, Series series) {
    return switch (layer) {
      case Layer.Line line ->
          new LegendKey(
              series.name(), style(line.dashed() ? "line dashed" : "line", series), Shape.LINE);
      case Layer.Stack _ -> new LegendKey(series.name(), style("area", series), Shape.BOX);
      case Layer.Bars _ -> new LegendKey(series.name(), style("bar", series), Shape.BOX);
      case Layer.Dots _ -> new LegendKey(series.name(), style("dot", series), Shape.DOT);
    };
  }

  @Override
  public void draw(Markup markup, String summary, Attributes placing) {
    Frame.open(markup, summary, HEIGHT, placing);
    backdrop.draw(markup, time);
    Frame.heights(markup, scale);
    Frame.times(markup, time);
    stretched(markup);
    dots(markup);
    hints(markup);
    markup.close();
  }

  private void stretched(Markup markup) {
    markup.open(
        "svg",
        Attributes.none()
            .with("viewBox", "0 0 " + SQUARE + " " + SQUARE)
            .with("preserveAspectRatio", "none")
            .with("width", "100%")
            .with("height", "100%"));
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Stack stack -> areas(markup, stack);
        case Layer.Bars bars -> path(markup, "bar", bars.bars(), bars(bars.bars()));
        case Layer.Line line ->
            path(markup, line.dashed() ? "line dashed" : "line", line.line(), line(line.line()));
        case Layer.Dots _ -> {}
      }
    }
    markup.close();
  }

  private void areas(Markup markup, Layer.Stack stack) {
    List<Series> edges = stack.edges();
    for (int i = 0; i < edges.size(); i++) {
      List<Double> floor =
          i == 0
              ? Collections.nCopies(edges.getFirst().values().size(), 0.0)
              : edges.get(i - 1).values();
      path(markup, "area", edges.get(i), area(edges.get(i).values(), floor));
    }
  }

  private static void path(Markup markup, String kind, Series series, String path) {
    if (!path.isEmpty()) {
      markup.empty(
          "path",
          Attributes.style(style(kind, series))
              .with("d", path)
              .with("vector-effect", "non-scaling-stroke"));
    }
  }

  private static String style(String kind, Series series) {
    return kind + " " + series.colour().style();
  }

  private String line(Series series) {
    StringBuilder path = new StringBuilder();
    for (Stretch stretch : Stretch.of(series.values())) {
      path.append('M').append(String.join(" ", points(series.values(), stretch)));
    }
    return path.toString();
  }

  private String area(List<Double> ceiling, List<Double> floor) {
    StringBuilder path = new StringBuilder();
    for (Stretch stretch : Stretch.of(ceiling)) {
      path.append('M')
          .append(String.join(" ", points(ceiling, stretch)))
          .append('L')
          .append(String.join(" ", points(floor, stretch).reversed()))
          .append('Z');
    }
    return path.toString();
  }

  private String bars(Series series) {
    StringBuilder path = new StringBuilder();
    for (int column = 0; column < series.values().size(); column++) {
      double value = series.values().get(column);
      if (value > 0) {
        path.append('M')
            .append(point(column, 0))
            .append('V')
            .append(y(value))
            .append('H')
            .append(x(column + 1))
            .append('V')
            .append(y(0))
            .append('Z');
      }
    }
    return path.toString();
  }

  /** A value in the middle of its column, and level to both ends of the stretch. */
  private List<String> points(List<Double> values, Stretch stretch) {
    List<String> points = new ArrayList<>();
    points.add(point(stretch.from(), values.get(stretch.from())));
    for (int column = stretch.from(); column < stretch.to(); column++) {
      points.add(point(column + 0.5, values.get(column)));
    }
    points.add(point(stretch.to(), values.get(stretch.to() - 1)));
    return points;
  }

  private String point(double column, double value) {
    return x(column) + "," + y(value);
  }

  private String x(double column) {
    return Markup.number(SQUARE * column / time.columns());
  }

  private String y(double value) {
    return Markup.number(SQUARE * (100 - scale.percent(value)) / 100);
  }

  private void dots(Markup markup) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Dots(Series series)) {
        for (int column = 0; column < series.values().size(); column++) {
          dot(markup, series, column);
        }
      }
    }
  }

  private void dot(Markup markup, Series series, int column) {
    double value = series.values().get(column);
    if (!Double.isNaN(value)) {
      markup.empty(
          "circle",
          Attributes.style(style("dot", series))
              .percent("cx", (column + 0.5) * time.columnPercent())
              .percent("cy", 100 - scale.percent(value))
              .with("r", DOT_RADIUS));
    }
  }

  private void hints(Markup markup) {
    for (int column = 0; column < hints.size(); column++) {
      markup
          .open(
              "rect",
              Attributes.style("hint")
                  .percent("x", column * time.columnPercent())
                  .percent("width", time.columnPercent())
                  .with("height", "100%"))
          .leaf("title", hints.get(column))
          .close();
    }
  }
}
