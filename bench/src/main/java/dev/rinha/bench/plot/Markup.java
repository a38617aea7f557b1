package dev.rinha.bench.plot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes XML, and HTML that is XML too: every text and every attribute is escaped, and whatever was
 * opened is closed. Not thread safe.
 */
public final class Markup {

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Starts with nothing written. */
  public Markup() {}

  /** Opens an element; what is written until {@link #close} is inside. */
  public Markup open(String name, Attributes attributes) {
    tag(name, attributes).append('>');
    open.push(name);
    return this;
  }

  /** Opens an element without attributes. */
  public Markup open(String name) {
    return open(name, Attributes.none());
  }

  /** Closes the element that was opened last. */
  public Markup close() {
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  /** An element with nothing in it. */
  public Markup empty(String name, Attributes attributes) {
    tag(name, attributes).append("/>\n");
    return this;
  }

  /** An element with a text in it. */
  public Markup leaf(String name, Object text, Attributes attributes) {
    return open(name, attributes).text(text).close();
  }

  /** An element without attributes, with a text in it. */
  public Markup leaf(String name, Object text) {
    return leaf(name, text, Attributes.none());
  }

  /** A text, escaped. */
  public Markup text(Object text) {
    out.append(escaped(text.toString()));
    return this;
  }

  /** Text as it stands, such as a style sheet of our own; never anything from outside. */
  public Markup verbatim(String trusted) {
    out.append(trusted);
    return this;
  }

  /** A number as coordinates are written: at most two decimals. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  /** A share of the width or height. */
  static String percent(double value) {
    return number(value) + "%";
  }

  private StringBuilder tag(String name, Attributes attributes) {
    out.append('<').append(name);
    attributes.forEach(
        (attribute, value) ->
            out.append(' ').append(attribute).append("=\"").append(escaped(value)).append('"'));
    return out;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : '\uFFFD');
              }
            });
    return escaped.toString();
  }

  /** Whether XML has a way to write it at all. */
  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character < 0xD800)
        || (character > 0xDFFF && character != 0xFFFE && character != 0xFFFF);
  }

  /**
   * What was written.
   *
   * @throws IllegalStateException if an element is still open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }
}
