package dev.rinha.core.store.redis;

import dev.rinha.core.store.SetAside;
import dev.rinha.core.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Entries of the queue: field {@code g} with the generation, field {@code p} with the payload.
 * Anybody can append to a stream, and what is no such entry must not hold up the others: whoever
 * takes it moves it to a stream of its own, from which nothing is executed.
 */
final class QueueEntries {

  private static final Logger LOG = Logger.getLogger(QueueEntries.class.getName());

  private static final int ENTRIES_PER_CALL = 1_000;
  private static final int SHOWN_BYTES = 1_000;
  private static final int GENERATION_AT = 1;
  private static final int PAYLOAD_AT = 3;

  private final RedisContext context;

  QueueEntries(RedisContext context) {
    this.context = context;
  }

  /** What an entry says. */
  record Read(long generation, RecordText.Entry entry) {}

  /**
   * Reads an entry. Further fields are for later builds.
   *
   * @param values fields and values, in turn
   * @throws StoreException if it cannot be read, with the reason
   */
  Read read(List<byte[]> values) {
    if (values.size() <= PAYLOAD_AT
        || !ascii(values.get(GENERATION_AT - 1)).equals("g")
        || !ascii(values.get(PAYLOAD_AT - 1)).equals("p")) {
      throw new StoreException("it has no fields g and p");
    }
    byte[] payload = values.get(PAYLOAD_AT);
    if (payload.length < Binary.ID_BYTES) {
      throw new StoreException("its payload is too short for a correlation id");
    }
    UUID id = Binary.id(payload);
    String text = RecordText.utf8(payload, Binary.ID_BYTES);
    if (!text.startsWith(context.bucket(id) + ":")) {
      throw new StoreException("payment " + id + " belongs into bucket " + context.bucket(id));
    }
    try {
      return new Read(Long.parseLong(ascii(values.get(GENERATION_AT))), RecordText.entry(id, text));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new StoreException("it cannot be read: " + e.getMessage(), e);
    }
  }

  /** When an entry came into the queue; of one that cannot be read, when it was appended. */
  long queuedAtMillis(Reply entry) {
    try {
      return read(entry.list(1).allBytes()).entry().queuedAtMillis();
    } catch (StoreException e) {
      return millis(entry.text(0));
    }
  }

  /** The time in the name of an entry of any stream. */
  private static long millis(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  /**
   * Sets entries aside that the worker has just got.
   *
   * @param unreadable places, with what is wrong there
   */
  void setAside(String worker, Map<String, String> unreadable) {
    RedisContext.forEachPart(
        List.copyOf(unreadable.keySet()),
        part -> {
          try {
            Reply moved =
                context.run(
                    Script.SET_ASIDE,
                    arguments -> {
                      arguments.add(worker);
                      part.forEach(
                          place -> arguments.add(place).add(unreadable.getOrDefault(place, "")));
                    });
            for (int i = 0; i < moved.size(); i++) {
              LOG.severe(
                  "entry %s of the queue is set aside: %s"
                      .formatted(moved.text(i), unreadable.get(moved.text(i))));
            }
          } catch (StoreException e) {
            // They come again; those that can be read are not to wait for that.
            LOG.log(Level.WARNING, "not set aside yet: {0}", String.valueOf(e.getMessage()));
          }
        });
  }

  /** Reads the entries that are set aside, oldest first. */
  void setAside(Consumer<SetAside> reader) {
    pages("aside", (name, values) -> reader.accept(setAside(name, values)));
  }

  /** Reads the queue, page by page. */
  void queue(BiConsumer<String, List<byte[]>> reader) {
    pages("queue", reader);
  }

  /** Reads a page of the queue; answers where to go on, nothing at its end. */
  Optional<String> queue(String after, int max, BiConsumer<String, List<byte[]>> reader) {
    return page("queue", after, max, reader);
  }

  private void pages(String stream, BiConsumer<String, List<byte[]>> reader) {
    Optional<String> last = Optional.of("");
    while (last.isPresent()) {
      last = page(stream, last.get(), ENTRIES_PER_CALL, reader);
    }
  }

  private Optional<String> page(
      String stream, String after, int max, BiConsumer<String, List<byte[]>> reader) {
    Reply page = context.run(Script.QUEUE, arguments -> arguments.add(stream).add(after).add(max));
    for (int i = 0; i + 1 < page.size(); i += 2) {
      reader.accept(page.text(i), page.list(i + 1).allBytes());
    }
    return page.size() < 2 * max ? Optional.empty() : Optional.of(page.text(page.size() - 2));
  }

  /** Forgets entries that were set aside; answers how many. */
  int drop(List<String> names) {
    List<Long> dropped = new ArrayList<>();
    RedisContext.forEachPart(
        names,
        part ->
            dropped.add(
                context
                    .run(Script.ASIDE_DROP, arguments -> part.forEach(arguments::add))
                    .number(0)));
    return (int) dropped.stream().mapToLong(Long::longValue).sum();
  }

  /** As the script writes it: place and reason, then what was in the entry. */
  private static SetAside setAside(String name, List<byte[]> values) {
    List<byte[]> entry = values.subList(4, values.size());
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < entry.size() && content.length() < SHOWN_BYTES; i++) {
      content.append(i == 0 ? "" : i % 2 == 0 ? " " : "=");
      show(entry.get(i), content);
    }
    byte[] payload = entry.size() > PAYLOAD_AT ? entry.get(PAYLOAD_AT) : new byte[0];
    return new SetAside(
        name,
        millis(name),
        ascii(values.get(1)),
        payload.length > Binary.ID_BYTES ? Binary.id(payload).toString() : "",
        new String(values.get(3), StandardCharsets.UTF_8),
        content.toString());
  }

  private static void show(byte[] bytes, StringBuilder text) {
    for (int i = 0; i < bytes.length && i < SHOWN_BYTES; i++) {
      byte one = bytes[i];
      if (one > ' ' && one < 0x7f && one != '\\') {
        text.append((char) one);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(one));
      }
    }
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
