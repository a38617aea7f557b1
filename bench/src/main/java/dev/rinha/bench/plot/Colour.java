package dev.rinha.bench.plot;

import java.util.Locale;

/** What a line or an area is drawn in; the style sheet has a tone for light and one for dark. */
public enum Colour {
  /** The processor called default, and the usual case. */
  GREEN,
  /** The processor called fallback. */
  VIOLET,
  /** A third thing. */
  BLUE,
  /** A fourth thing. */
  AMBER,
  /** What is wrong. */
  RED,
  /** As dark as the letters. */
  INK;

  String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
