package dev.rinha.bench.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Figures one below the other as an SVG file that needs nothing else. On a screen that is narrower
 * it takes the width there is: scaled by a {@code viewBox}, letters would be a third of their size
 * on a telephone.
 */
public final class Picture {

  private static final int WIDTH = 960;

  /** Letters keep their size, so their lines are made for the narrowest screen. */
  private static final int NARROWEST = 360;

  /** Room for the labels of figures also on the narrowest: no pixels can be left out of a share. */
  private static final double LEFT_PERCENT = 17;

  private static final double WIDTH_PERCENT = 79;
  private static final int MARGIN = Figure.RIGHT;
  private static final int TITLE_BASE = 30;
  private static final int TITLE_HEIGHT = 48;
  private static final int TITLE_LINE_HEIGHT = 22;
  private static final int TITLE_LETTERS = 42;
  private static final int LINE_HEIGHT = 20;
  private static final int HEADING_BASE = 14;
  private static final int HEADING_HEIGHT = 30;
  private static final int GAP = 18;
  private static final int LETTER_WIDTH = 7;
  private static final int LEGEND_GAP = 22;

  /** Browsers of telephones take 980 pixels for the width of their screen if nobody tells them. */
  private static final Attributes VIEWPORT =
      Attributes.none()
          .with("xmlns", "http://www.w3.org/1999/xhtml")
          .with("name", "viewport")
          .with("content", "width=device-width");

  private final Markup svg = new Markup();

  private Picture() {}

  /** A figure under its heading. */
  public record Part(String heading, Figure figure) {

    /** Where each key of the legend begins, in lines after the heading. */
    private List<Place> places() {
      List<Place> places = new ArrayList<>();
      int x = MARGIN + LEGEND_GAP + LETTER_WIDTH * heading.length();
      int line = 0;
      for (LegendKey key : figure.legend()) {
        int width = LegendKey.WIDTH + LETTER_WIDTH * key.name().length();
        if (x + width > NARROWEST) {
          x = MARGIN;
          line++;
        }
        places.add(new Place(key, x, line));
        x += width + LEGEND_GAP;
      }
      return places;
    }

    private int headingHeight() {
      return HEADING_HEIGHT + LINE_HEIGHT * places().getLast().line();
    }

    private int height() {
      return headingHeight() + figure.height() + Figure.BELOW + GAP;
    }
  }

  private record Place(LegendKey key, int x, int line) {}

  /** The whole file. */
  public static String of(String title, List<Part> parts) {
    Picture picture = new Picture();
    picture.draw(title, parts);
    return picture.svg.toString();
  }

  private void draw(String title, List<Part> parts) {
    List<String> titles = lines(title);
    int below = TITLE_LINE_HEIGHT * (titles.size() - 1);
    int height = below + TITLE_HEIGHT + parts.stream().mapToInt(Part::height).sum();
    svg.open(
        "svg",
        Attributes.style("picture")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("width", WIDTH)
            .with("height", height));
    svg.empty("meta", VIEWPORT);
    svg.open("style").verbatim(StyleSheet.ofPlots()).close();
    svg.empty("rect", Attributes.style("paper").with("width", "100%").with("height", "100%"));
    for (int i = 0; i < titles.size(); i++) {
      int base = TITLE_BASE + TITLE_LINE_HEIGHT * i;
      svg.leaf("text", titles.get(i), letters("letters title", MARGIN, base));
    }
    int top = below + TITLE_HEIGHT;
    for (Part part : parts) {
      draw(part, top);
      top += part.height();
    }
    svg.close();
  }

  /** Broken between words; a word that is too long has a line of its own. */
  private static List<String> lines(String title) {
    List<String> lines = new ArrayList<>();
    for (String word : title.split(" ")) {
      if (!lines.isEmpty() && lines.getLast().length() + word.length() < TITLE_LETTERS) {
        lines.add(lines.removeLast() + " " + word);
      } else {
        lines.add(word);
      }
    }
    return lines;
  }

  private void draw(Part part, int top) {
    int base = top + HEADING_BASE;
    svg.leaf("text", part.heading(), letters("letters", MARGIN, base));
    for (Place place : part.places()) {
      int y = base + LINE_HEIGHT * place.line();
      place.key().draw(svg, place.x(), y - LegendKey.HEIGHT + 2);
      svg.leaf("text", place.key().name(), letters("letters", place.x() + LegendKey.WIDTH + 4, y));
    }
    part.figure()
        .draw(
            svg,
            part.heading(),
            Attributes.none()
                .percent("x", LEFT_PERCENT)
                .with("y", top + part.headingHeight())
                .percent("width", WIDTH_PERCENT));
  }

  private static Attributes letters(String style, int x, int y) {
    return Attributes.style(style).with("x", x).with("y", y);
  }
}
