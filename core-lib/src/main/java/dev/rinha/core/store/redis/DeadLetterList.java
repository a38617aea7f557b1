package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.RedisContext.ITEMS_PER_CALL;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;

/** The lists of letters in Redis, in order of time. */
enum DeadLetterList {
  DEAD,
  DISCARDED;

  /** A name before all others. */
  static final byte[] FIRST = {};

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads names of the list.
   *
   * @param after the name after which to go on
   * @param beforeMillis only letters of before this time, in milliseconds since the epoch
   */
  List<byte[]> names(RedisContext context, byte[] after, long beforeMillis, int max) {
    byte[] before =
        beforeMillis <= Binary.MAX_TIME ? Binary.time(Math.max(0, beforeMillis)) : FIRST;
    return context
        .run(
            Script.DEAD_LETTER_NAMES,
            arguments -> arguments.add(key()).add(after).add(before).add(max))
        .allBytes();
  }

  /** Reads the list page by page, until its end or until the reader wants no more. */
  void pages(RedisContext context, long beforeMillis, Predicate<List<UUID>> reader) {
    byte[] last = FIRST;
    List<byte[]> names;
    do {
      names = names(context, last, beforeMillis, ITEMS_PER_CALL);
      last = names.isEmpty() ? last : names.getLast();
    } while (reader.test(names.stream().map(DeadLetterName::id).toList())
        && names.size() == ITEMS_PER_CALL);
  }
}
