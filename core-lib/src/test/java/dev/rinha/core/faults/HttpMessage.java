package dev.rinha.core.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 message as it stood on the wire: framed by a content length, by chunks, or (answers
 * only) by the end of the connection. At most 16 KB of head and 1 MB of body.
 */
final class HttpMessage {

  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int MAX_BODY_BYTES = 1024 * 1024;
  private static final String HEAD_END = "\r\n\r\n";

  private final String head;
  private final byte[] body;
  private final boolean last;

  private HttpMessage(String head, byte[] body, boolean last) {
    this.head = head;
    this.body = body;
    this.last = last;
  }

  /** The next request, or nothing when the stream ends before one begins. */
  static Optional<HttpMessage> readRequest(InputStream in) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new HttpMessage(head, readFramed(in, head), closes(head)));
  }

  /** The answer; fails when the stream ends before it is whole. */
  static HttpMessage readResponse(InputStream in) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      throw new EOFException("no answer");
    }
    if (framed(head)) {
      return new HttpMessage(head, readFramed(in, head), closes(head));
    }
    return new HttpMessage(head, in.readNBytes(MAX_BODY_BYTES), true);
  }

  /** Whether the sender said that the connection ends with this message. */
  boolean last() {
    return last;
  }

  /** The request line or status line and the headers, with the empty line. */
  String head() {
    return head;
  }

  /** Head and body as one text. */
  String text() {
    return new String(bytes(), StandardCharsets.ISO_8859_1);
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + body.length);
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  /** How many bytes make the head and half of the body, or half of the head if there is no body. */
  int middle() {
    return body.length > 0 ? head.length() + body.length / 2 : head.length() / 2;
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      if (b == '\n' && head.indexOf(HEAD_END, Math.max(0, head.length() - 4)) >= 0) {
        return head.toString();
      }
      if (head.length() >= MAX_HEAD_BYTES) {
        throw new ProtocolException("a head of more than " + MAX_HEAD_BYTES + " bytes");
      }
    }
    if (!head.isEmpty()) {
      throw new EOFException("the stream ended inside a head");
    }
    return "";
  }

  private static boolean framed(String head) {
    return head.matches("(?s)HTTP/1\\.1 (1\\d\\d|204|304).*")
        || header(head, "content-length").isPresent()
        || chunked(head);
  }

  private static byte[] readFramed(InputStream in, String head) throws IOException {
    return chunked(head)
        ? readChunks(in)
        : readExactly(in, Integer.parseInt(header(head, "content-length").orElse("0")));
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    int size;
    do {
      String line = readLine(in);
      size = Integer.parseInt(line.strip().replaceFirst(";.*", ""), 16);
      chunks.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
      chunks.writeBytes(readExactly(in, size + 2));
    } while (size > 0 && chunks.size() < MAX_BODY_BYTES);
    return chunks.toByteArray();
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    do {
      b = in.read();
      if (b < 0) {
        throw new EOFException("the stream ended inside a chunk");
      }
      line.append((char) b);
    } while (b != '\n' && line.length() < MAX_HEAD_BYTES);
    return line.toString();
  }

  private static byte[] readExactly(InputStream in, int length) throws IOException {
    if (length > MAX_BODY_BYTES) {
      throw new ProtocolException("a body of more than " + MAX_BODY_BYTES + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream ended inside a body");
    }
    return bytes;
  }

  private static boolean chunked(String head) {
    return header(head, "transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }

  private static boolean closes(String head) {
    return header(head, "connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
