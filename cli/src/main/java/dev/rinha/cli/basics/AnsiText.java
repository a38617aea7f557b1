package dev.rinha.cli.basics;

/** Text with colours: sequences that a terminal does not show do not count. */
final class AnsiText {

  private static final char ESCAPE = '\u001b';
  private static final String RESET = "\u001b[0m";

  private AnsiText() {}

  /** The text as far as it fits into so many columns. */
  static String cut(String text, int columns) {
    StringBuilder shown = new StringBuilder();
    boolean coloured = false;
    int left = columns;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESCAPE) {
        int end = Math.max(i, text.indexOf('m', i));
        shown.append(text, i, end + 1);
        coloured = true;
        i = end;
      } else if (left-- > 0) {
        shown.append(c);
      } else {
        return coloured ? shown.append(RESET).toString() : shown.toString();
      }
    }
    return shown.toString();
  }
}
