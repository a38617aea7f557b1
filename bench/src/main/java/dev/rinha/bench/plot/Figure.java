package dev.rinha.bench.plot;

import java.util.List;

/** Something drawn over time that has a height of its own and takes the width it is given. */
public sealed interface Figure permits Plot, Lanes {

  /** Room in pixels that labels need to the left, right and below of what is drawn. */
  int LEFT = 64;

  /** See {@link #LEFT}. */
  int RIGHT = 14;

  /** See {@link #LEFT}. */
  int BELOW = 26;

  /** Of the drawing alone, in pixels. */
  int height();

  /** What the colours mean. */
  List<LegendKey> legend();

  /**
   * Draws it as one {@code svg} element. Labels lie outside of its box, see {@link #LEFT}.
   *
   * @param summary what it shows, for those who cannot see it
   * @param placing attributes that say where the box is and how wide
   */
  void draw(Markup markup, String summary, Attributes placing);
}
