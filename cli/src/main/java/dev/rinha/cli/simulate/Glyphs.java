package dev.rinha.cli.simulate;

import java.nio.charset.Charset;

/**
 * What a plot in text is drawn with.
 *
 * @param levels from an empty cell to a full one
 */
record Glyphs(String levels, char axis, char healthy, char slow, char failing) {

  private static final Glyphs BLOCKS = new Glyphs(" ▁▂▃▄▅▆▇█", '│', '·', '~', '×');
  private static final Glyphs ASCII = new Glyphs(" .:-=+*#%", '|', '.', '~', 'x');

  /** Blocks where the output can show them. */
  static Glyphs of(Charset charset) {
    return charset.newEncoder().canEncode(BLOCKS.levels()) ? BLOCKS : ASCII;
  }

  int steps() {
    return levels.length() - 1;
  }

  /** A cell that is filled so far; less than empty is empty, more than full is full. */
  char cell(long filledSteps) {
    return levels.charAt(Math.clamp(filledSteps, 0, steps()));
  }
}
