package dev.rinha.bench.plot;

/** The box of a figure, with its axes. */
final class Frame {

  private static final int TIME_LABEL_BELOW = 18;
  private static final int HEIGHT_LABEL_LEFT = -10;

  private Frame() {}

  static void open(Markup markup, String summary, int height, Attributes placing) {
    markup.open(
        "svg",
        Attributes.style("plot")
            .with("role", "img")
            .with("aria-label", summary)
            .with("height", height)
            .with("overflow", "visible")
            .with(placing));
  }

  static void heights(Markup markup, Scale scale) {
    for (Tick tick : scale.ticks()) {
      String y = Markup.percent(100 - tick.percent());
      markup.empty(
          "line",
          Attributes.style("grid").with("x1", 0).with("x2", "100%").with("y1", y).with("y2", y));
      leftLabel(markup, y, tick.label());
    }
  }

  static void times(Markup markup, TimeAxis time) {
    for (Tick tick : time.ticks()) {
      markup.empty("line", upright("grid", tick.percent()));
      markup.leaf(
          "text",
          tick.label(),
          Attributes.style("axis")
              .percent("x", tick.percent())
              .with("y", "100%")
              .with("dy", TIME_LABEL_BELOW)
              .with("text-anchor", "middle"));
    }
  }

  /** A line from the top of the box to its bottom. */
  static Attributes upright(String style, double percent) {
    return Attributes.style(style)
        .percent("x1", percent)
        .percent("x2", percent)
        .with("y1", 0)
        .with("y2", "100%");
  }

  /** A label to the left of the box at that height. */
  static void leftLabel(Markup markup, String y, String text) {
    markup.leaf(
        "text",
        text,
        Attributes.style("axis")
            .with("x", HEIGHT_LABEL_LEFT)
            .with("y", y)
            .with("dy", "0.35em")
            .with("text-anchor", "end"));
  }
}
