package dev.rinha.cli.plot;

import java.util.List;

/** Figures one below the other as an SVG file that needs nothing else. */
public final class Picture {

  private static final int WIDTH = 960;
  private static final int PLOT_WIDTH = WIDTH - Figure.LEFT - Figure.RIGHT;
  private static final int TITLE_BASE = 30;
  private static final int TITLE_HEIGHT = 48;
  private static final int HEADING_HEIGHT = 24;
  private static final int GAP = 18;
  private static final int LETTER_WIDTH = 7;
  private static final int LEGEND_GAP = 22;

  private final Markup svg = new Markup();

  private Picture() {}

  /** A figure under its heading. */
  public record Part(String heading, Figure figure) {

    private int height() {
      return HEADING_HEIGHT + figure.height() + Figure.BELOW + GAP;
    }
  }

  /** The whole file. */
  public static String of(String title, List<Part> parts) {
    Picture picture = new Picture();
    picture.draw(title, parts);
    return picture.svg.toString();
  }

  private void draw(String title, List<Part> parts) {
    int height = TITLE_HEIGHT + parts.stream().mapToInt(Part::height).sum();
    svg.open(
        "svg",
        Attributes.none()
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", "0 0 " + WIDTH + " " + height)
            .with("width", WIDTH)
            .with("height", height));
    svg.open("style").verbatim(StyleSheet.ofPlots()).close();
    svg.empty("rect", Attributes.style("paper").with("width", "100%").with("height", "100%"));
    svg.leaf("text", title, letters("letters title", Figure.LEFT, TITLE_BASE));
    int top = TITLE_HEIGHT;
    for (Part part : parts) {
      draw(part, top);
      top += part.height();
    }
    svg.close();
  }

  private void draw(Part part, int top) {
    int base = top + HEADING_HEIGHT - 10;
    svg.leaf("text", part.heading(), letters("letters", Figure.LEFT, base));
    legend(part, base);
    part.figure()
        .draw(
            svg,
            part.heading(),
            Attributes.none()
                .with("x", Figure.LEFT)
                .with("y", top + HEADING_HEIGHT)
                .with("width", PLOT_WIDTH));
  }

  private void legend(Part part, int base) {
    int x = Figure.LEFT + LEGEND_GAP + LETTER_WIDTH * part.heading().length();
    for (LegendKey key : part.figure().legend()) {
      key.draw(svg, x, base - LegendKey.HEIGHT + 2);
      svg.leaf("text", key.name(), letters("letters", x + LegendKey.WIDTH + 4, base));
      x += LegendKey.WIDTH + LEGEND_GAP + LETTER_WIDTH * key.name().length();
    }
  }

  private static Attributes letters(String style, int x, int y) {
    return Attributes.style(style).with("x", x).with("y", y);
  }
}
