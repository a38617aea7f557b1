package dev.rinha.core.store.redis;

import java.util.List;
import java.util.Locale;

/** The lists of letters in Redis, in order of time. */
enum LetterList {
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
  List<byte[]> names(RedisStore store, byte[] after, long beforeMillis, int max) {
    byte[] before =
        beforeMillis <= Binary.MAX_TIME ? Binary.time(Math.max(0, beforeMillis)) : FIRST;
    return store
        .run(Script.LETTERS, () -> new Arguments().add(key()).add(after).add(before).add(max))
        .allBytes();
  }
}
