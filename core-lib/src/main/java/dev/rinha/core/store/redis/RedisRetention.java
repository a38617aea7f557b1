package dev.rinha.core.store.redis;

import static dev.rinha.core.store.Retention.MOST_PER_STEP;

import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.util.List;
import java.util.OptionalLong;

/**
 * Forgets what is finished. Only this side knows in which hash a record is, so each step reads what
 * is next and then forgets it in one script, which does nothing where somebody else was quicker.
 */
final class RedisRetention {

  private static final long MINUTE_MILLIS = 60_000;

  private final RedisStore store;

  RedisRetention(RedisStore store) {
    this.store = store;
  }

  OptionalLong oldestSettledMinute() {
    String minute = oldest(Level.MINUTE.bucket(TimeBuckets.MAX_MILLIS) + 1, 1).text(0);
    return minute.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(minute) * MINUTE_MILLIS);
  }

  private Reply oldest(long beforeMinute, int max) {
    return store.run(Script.OLDEST, () -> new Arguments().add(beforeMinute).add(max));
  }

  int forgetSettled(long beforeMillis, int max) {
    long minute = Level.MINUTE.bucket(Math.clamp(beforeMillis, 0, TimeBuckets.MAX_MILLIS));
    while (true) {
      Reply oldest = oldest(minute, atMost(max));
      if (oldest.text(0).isEmpty()) {
        return 0;
      }
      List<byte[]> entries = oldest.allBytes().subList(1, oldest.size());
      if (forget(oldest.text(0), entries)) {
        return entries.size();
      }
    }
  }

  private boolean forget(String minute, List<byte[]> entries) {
    return store
            .run(
                Script.FORGET_SETTLED,
                () -> {
                  Arguments arguments = new Arguments().add(minute);
                  entries.forEach(
                      entry -> arguments.add(entry).add(store.bucket(Binary.id(entry))));
                  return arguments;
                })
            .number(0)
        == 1;
  }

  int forgetLetters(DeadLetterList list, long beforeMillis, int max) {
    while (true) {
      List<byte[]> names = list.names(store, DeadLetterList.FIRST, beforeMillis, atMost(max));
      if (names.isEmpty()) {
        return 0;
      }
      int forgotten = forget(list, names);
      if (forgotten > 0) {
        return forgotten;
      }
    }
  }

  private int forget(DeadLetterList list, List<byte[]> names) {
    return (int)
        store
            .run(
                Script.FORGET_DEAD_LETTERS,
                () -> {
                  Arguments arguments = new Arguments().add(list.key());
                  names.forEach(
                      name -> arguments.add(name).add(store.bucket(DeadLetterName.id(name))));
                  return arguments;
                })
            .number(0);
  }

  private static int atMost(int max) {
    return Math.min(max, MOST_PER_STEP);
  }
}
