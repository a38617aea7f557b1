package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one script call, in order. */
final class Arguments {

  private final List<byte[]> values = new ArrayList<>();

  Arguments add(byte[] value) {
    values.add(value);
    return this;
  }

  Arguments add(String value) {
    return add(value.getBytes(StandardCharsets.UTF_8));
  }

  Arguments add(History history) {
    return add(HistoryText.write(history));
  }

  Arguments add(long value) {
    return add(Long.toString(value));
  }

  byte[][] toArray() {
    return values.toArray(byte[][]::new);
  }
}
