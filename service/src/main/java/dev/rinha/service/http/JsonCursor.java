package dev.rinha.service.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks once through a small JSON text (RFC 8259, strictly) without building anything that is not
 * asked for. Confined to one thread.
 *
 * <p>A reader of our own because of what a gateway needs and a general one does not give: the
 * number as it was written, names and values refused with the place where they go wrong, byte order
 * marks and UTF-16 refused instead of guessed, and a handful of classes in a process that counts
 * megabytes. The test suite holds it against a general parser on random texts.
 *
 * <p>UTF-8 is checked for the whole text at the start; from then on every byte that has a meaning
 * in JSON is ASCII, and other bytes occur within strings only.
 */
final class JsonCursor {

  /** How values may look from the outside. */
  enum Kind {
    STRING("a string"),
    NUMBER("a number"),
    OBJECT("an object"),
    ARRAY("an array"),
    BOOLEAN("a boolean"),
    NULL("null");

    private final String article;

    Kind(String article) {
      this.article = article;
    }

    /** For messages, such as {@code a number}. */
    String withArticle() {
      return article;
    }
  }

  private static final int MAX_DEPTH = 16;
  private static final int END = -1;

  private final byte[] text;
  private int position;

  /**
   * @throws ProblemException if the text is not UTF-8
   */
  JsonCursor(byte[] text) {
    this.text = text;
    requireUtf8(text);
  }

  /** Steps into an object. */
  void enterObject() {
    expect('{', "a JSON object");
  }

  /**
   * Steps to the next field of the object, up to its value.
   *
   * @param first whether it is the first field
   * @return whether there is one; if not, the object is left
   */
  boolean hasField(boolean first) {
    int next = peekToken();
    if (next == '}') {
      position++;
      return false;
    }
    if (!first) {
      expect(',', "',' or '}'");
      peekToken();
    }
    return true;
  }

  /** Reads the name of a field and the colon. */
  String fieldName() {
    if (peekToken() != '"') {
      throw unexpected("a field name in double quotes");
    }
    String name = string();
    expect(':', "':'");
    return name;
  }

  /** The kind of the value that follows. */
  Kind kind() {
    return switch (peekToken()) {
      case '"' -> Kind.STRING;
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> throw unexpected("a JSON value");
    };
  }

  /** Reads a string value. The next token must be one. */
  String string() {
    int start = ++position;
    while (true) {
      int c = peek();
      if (c == '"') {
        return new String(text, start, position++ - start, StandardCharsets.UTF_8);
      }
      if (c == '\\') {
        return stringWithEscapes(start);
      }
      requireInString(c);
      position++;
    }
  }

  private String stringWithEscapes(int start) {
    StringBuilder value = new StringBuilder();
    int plainFrom = start;
    while (true) {
      int c = peek();
      if (c != '"' && c != '\\') {
        requireInString(c);
        position++;
        continue;
      }
      value.append(new String(text, plainFrom, position++ - plainFrom, StandardCharsets.UTF_8));
      if (c == '"') {
        return value.toString();
      }
      value.append(escaped());
      plainFrom = position;
    }
  }

  private char escaped() {
    int c = peek();
    char value =
        switch (c) {
          case '"', '\\', '/' -> (char) c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 'u';
          default -> throw unexpected("an escape such as \\n or \\u0041");
        };
    position++;
    return c == 'u' ? unicode() : value;
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw unexpected("four hexadecimal digits");
      }
      value = value << 4 | digit;
      position++;
    }
    return (char) value;
  }

  private void requireInString(int c) {
    if (c == END) {
      throw unexpected("the end of the string");
    }
    if (c >= 0 && c < ' ') {
      throw unexpected("no control character within a string");
    }
  }

  /** Reads a number as it is written. The next token must be one. */
  String number() {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits();
    }
    if (peek() == '.') {
      position++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      digits();
    }
    requireEndOfNumber();
    return new String(text, start, position - start, StandardCharsets.ISO_8859_1);
  }

  private void digits() {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == start) {
      throw unexpected("a digit");
    }
  }

  /** So that {@code 01} and {@code 0x10} are not reported as a zero. */
  private void requireEndOfNumber() {
    int c = peek();
    if (c == '.' || c == '_' || Character.isLetterOrDigit(Math.max(c, 0))) {
      throw unexpected("the end of the number");
    }
  }

  /** Passes over any value. */
  void skipValue() {
    skipValue(1);
  }

  private void skipValue(int depth) {
    switch (kind()) {
      case STRING -> string();
      case NUMBER -> number();
      case OBJECT -> skipObject(depth);
      case ARRAY -> skipArray(depth);
      case BOOLEAN -> word(peek() == 't' ? "true" : "false");
      case NULL -> word("null");
    }
  }

  private void skipObject(int depth) {
    requireDepth(depth);
    enterObject();
    for (boolean first = true; hasField(first); first = false) {
      fieldName();
      skipValue(depth + 1);
    }
  }

  private void skipArray(int depth) {
    requireDepth(depth);
    position++;
    if (peekToken() == ']') {
      position++;
      return;
    }
    skipValue(depth + 1);
    while (peekToken() == ',') {
      position++;
      skipValue(depth + 1);
    }
    expect(']', "',' or ']'");
  }

  private void requireDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed("nested deeper than " + MAX_DEPTH + " levels at byte " + position);
    }
  }

  private void word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("the word " + word);
      }
      position++;
    }
  }

  /** Makes sure that nothing follows. */
  void requireEnd() {
    if (peekToken() != END) {
      throw unexpected("nothing after the object");
    }
  }

  private void expect(char c, String expectation) {
    if (peekToken() != c) {
      throw unexpected(expectation);
    }
    position++;
  }

  /** The next byte that is no white space, without taking it. */
  private int peekToken() {
    int c = peek();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      position++;
      c = peek();
    }
    return c;
  }

  /** The next byte without taking it; one less for non-ASCII bytes, so that none of them is END. */
  private int peek() {
    if (position >= text.length) {
      return END;
    }
    byte b = text[position];
    return b >= 0 ? b : b - 1;
  }

  private ProblemException unexpected(String expectation) {
    int c = peek();
    String found =
        c == END ? "the body ends" : "there is " + (c > ' ' ? "'" + (char) c + "'" : byteName(c));
    return malformed("expected " + expectation + ", but " + found + " at byte " + position);
  }

  private String byteName(int c) {
    boolean mark = position == 0 && text[0] == (byte) 0xef;
    return (c >= 0 ? "a control character" : mark ? "a byte order mark" : "a non-ASCII byte")
        + " 0x"
        + Integer.toHexString(text[position] & 0xff);
  }

  private static void requireUtf8(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        decodeStrictly(text);
        return;
      }
    }
  }

  private static void decodeStrictly(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw malformed("the body is not valid UTF-8");
    }
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(ProblemType.MALFORMED_JSON, detail).toException();
  }
}
