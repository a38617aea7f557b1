package dev.rinha.cli.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came back.
 *
 * @param statuses of all answers, in their order
 * @param heads of these
 * @param text all of it, a character for each byte
 */
record Seen(List<Integer> statuses, List<String> heads, String text) {

  /** In place of the status of what is no answer. */
  static final int NO_HTTP = 0;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})[^\r\n]*\r\n");
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-f]+)\r\n");

  Seen {
    statuses = List.copyOf(statuses);
    heads = List.copyOf(heads);
  }

  Seen without(int first) {
    return new Seen(statuses.subList(first, statuses.size()), heads, text);
  }

  /** Reads as a client does: what is in a body is no answer. */
  static Seen read(String text) {
    List<Integer> statuses = new ArrayList<>();
    List<String> heads = new ArrayList<>();
    Matcher status = STATUS.matcher(text);
    int at = 0;
    while (at < text.length() && status.region(at, text.length()).lookingAt()) {
      int end = text.indexOf("\r\n\r\n", at);
      String head = text.substring(at, end < 0 ? text.length() : end + 2);
      statuses.add(Integer.valueOf(status.group(1)));
      heads.add(head);
      at = end < 0 ? text.length() : afterBody(text, end + 4, head.toLowerCase(Locale.ROOT));
    }
    if (at < text.length()) {
      statuses.add(NO_HTTP);
    }
    return new Seen(statuses, heads, text);
  }

  private static int afterBody(String text, int begin, String head) {
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      return Math.min(text.length(), begin + Integer.parseInt(length.group(1)));
    }
    return head.contains("\r\ntransfer-encoding: chunked\r\n") ? afterChunks(text, begin) : begin;
  }

  private static int afterChunks(String text, int begin) {
    Matcher size = CHUNK.matcher(text);
    int at = begin;
    while (at < text.length() && size.region(at, text.length()).lookingAt()) {
      int length = Integer.parseInt(size.group(1), 16);
      at = Math.min(text.length(), size.end() + length + 2);
      if (length == 0) {
        return at;
      }
    }
    return at;
  }
}
