package dev.rinha.bench.plot;

/**
 * One entry of a legend, which draws its own sample.
 *
 * @param style classes of the style sheet that the sample has
 * @param shape what the sample looks like
 */
public record LegendKey(String name, String style, Shape shape) {

  /** Width of a sample in pixels. */
  public static final int WIDTH = 18;

  /** Height of a sample in pixels. */
  public static final int HEIGHT = 12;

  private static final int DOT_RADIUS = 4;

  /** How a sample looks. */
  public enum Shape {
    /** A stroke. */
    LINE,
    /** A filled box. */
    BOX,
    /** A filled circle. */
    DOT
  }

  /** Draws the sample with its upper left corner there. */
  public void draw(Markup markup, int x, int y) {
    double middle = y + HEIGHT / 2.0;
    switch (shape) {
      case LINE ->
          markup.empty(
              "line",
              Attributes.style(style)
                  .with("x1", x)
                  .with("x2", x + WIDTH)
                  .with("y1", middle)
                  .with("y2", middle));
      case BOX ->
          markup.empty(
              "rect",
              Attributes.style(style)
                  .with("x", x + 2)
                  .with("y", y)
                  .with("width", WIDTH - 4)
                  .with("height", HEIGHT)
                  .with("rx", 2));
      case DOT ->
          markup.empty(
              "circle",
              Attributes.style(style)
                  .with("cx", x + WIDTH / 2.0)
                  .with("cy", middle)
                  .with("r", DOT_RADIUS));
    }
  }
}
