package dev.rinha.cli.replay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a file of payments from its beginning to its end, and knows at any moment how far it has
 * come and what it has read until then. Used by one thread.
 */
final class RecordedPayments implements AutoCloseable {

  private static final int MAX_LINE_BYTES = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);

  private final InputStream in;
  private final MessageDigest digest = sha256();
  private long bytes;
  private long lines;

  private RecordedPayments(InputStream in) {
    this.in = in;
  }

  static RecordedPayments open(Path file) throws IOException {
    return new RecordedPayments(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  /** The next payments, at most so many; empty at the end. Empty lines are passed over. */
  List<Recorded> next(int max) throws IOException {
    List<Recorded> next = new ArrayList<>();
    while (next.size() < max) {
      byte[] line = nextLine();
      if (line.length == 0) {
        return next;
      }
      lines++;
      if (line.length > MAX_LINE_BYTES) {
        next.add(new Recorded.Unreadable(lines, "longer than " + MAX_LINE_BYTES + " bytes"));
        continue;
      }
      byte[] text = lines == 1 ? withoutByteOrderMark(line) : line;
      if (!new String(text, StandardCharsets.UTF_8).isBlank()) {
        next.add(Recorded.parse(lines, text));
      }
    }
    return next;
  }

  /** What some editors begin a file with says nothing about its first payment. */
  private static byte[] withoutByteOrderMark(byte[] line) {
    int length = BYTE_ORDER_MARK.length;
    boolean marked = Arrays.mismatch(line, BYTE_ORDER_MARK) == length;
    return marked ? Arrays.copyOfRange(line, length, line.length) : line;
  }

  /** With the line feed that ends it; empty at the end of the file; cut if it is too long. */
  private byte[] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int next = in.read();
    while (next >= 0) {
      digest.update((byte) next);
      bytes++;
      if (line.size() <= MAX_LINE_BYTES) {
        line.write(next);
      }
      if (next == '\n') {
        break;
      }
      next = in.read();
    }
    return line.toByteArray();
  }

  /** Where it is. */
  Position position() {
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return new Position(bytes, lines, HexFormat.of().formatHex(soFar.digest()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every Java platform can clone SHA-256", e);
    }
  }

  /**
   * Goes on where an earlier reader was.
   *
   * @return whether this file begins with the bytes that the other had read
   */
  boolean skipTo(Position position) throws IOException {
    byte[] part = new byte[1 << 16];
    while (bytes < position.bytes()) {
      int read = in.read(part, 0, (int) Math.min(part.length, position.bytes() - bytes));
      if (read < 0) {
        return false;
      }
      digest.update(part, 0, read);
      bytes += read;
    }
    lines = position.lines();
    return position().equals(position);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * Between two lines of a file.
   *
   * @param bytes from the beginning
   * @param lines from the beginning
   * @param sha256 of these bytes
   */
  record Position(long bytes, long lines, String sha256) {}
}
