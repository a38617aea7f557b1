package dev.rinha.service.http;

import java.util.Locale;

/** Writing strings into JSON, and strangers' strings into messages. */
public final class JsonText {

  private static final int MAX_QUOTED_LENGTH = 64;

  private JsonText() {}

  /** The text as a JSON string, quotes included. */
  public static String quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c == '\t') {
        json.append("\\t");
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** What somebody sent, for a message: in single quotes, cut where it is long. */
  static String excerpt(String text) {
    return text.length() <= MAX_QUOTED_LENGTH
        ? "'" + text + "'"
        : "'" + text.substring(0, MAX_QUOTED_LENGTH) + "…'";
  }
}
