package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a script answered: a list of numbers, byte strings and lists. */
final class Reply {

  private final List<?> values;

  Reply(List<?> values) {
    this.values = values;
  }

  int size() {
    return values.size();
  }

  boolean has(int index) {
    return index < values.size() && values.get(index) != null;
  }

  long number(int index) {
    return value(index) instanceof Long number ? number : Long.parseLong(text(index));
  }

  byte[] bytes(int index) {
    if (value(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw unreadable(index);
  }

  /** All values, where all are byte strings. */
  List<byte[]> allBytes() {
    return IntStream.range(0, size()).mapToObj(this::bytes).toList();
  }

  /** All values, where all are texts. */
  List<String> allTexts() {
    return IntStream.range(0, size()).mapToObj(this::text).toList();
  }

  boolean endsWith(String text) {
    return size() > 0 && isText(size() - 1) && text(size() - 1).equals(text);
  }

  /** All but the last value. */
  Reply withoutLast() {
    return new Reply(values.subList(0, size() - 1));
  }

  String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  Reply list(int index) {
    if (value(index) instanceof List<?> list) {
      return new Reply(list);
    }
    throw unreadable(index);
  }

  boolean isList(int index) {
    return value(index) instanceof List<?>;
  }

  boolean isText(int index) {
    return value(index) instanceof byte[];
  }

  /** Reads a hash of processors: their names by the numbers that stand for them. */
  Map<Integer, String> processors(int index) {
    Reply flat = list(index);
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      names.put((int) flat.number(i + 1), flat.text(i));
    }
    return names;
  }

  private @Nullable Object value(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  private StoreException unreadable(int index) {
    return new StoreException("unexpected answer of a script at position " + index);
  }
}
