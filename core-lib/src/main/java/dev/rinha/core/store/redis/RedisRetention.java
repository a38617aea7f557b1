package dev.rinha.core.store.redis;

import dev.rinha.core.store.Retention;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.util.List;
import java.util.OptionalLong;

/**
 * Forgets what is finished. Only this side knows in which hash a record is, so each step reads what
 * is next and then forgets it in one script, which does nothing where somebody else was quicker.
 */
final class RedisRetention implements Retention {

  private static final long MINUTE_MILLIS = 60_000;

  private final RedisContext context;

  RedisRetention(RedisContext context) {
    this.context = context;
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    String minute = oldest(Level.MINUTE.bucket(TimeBuckets.MAX_MILLIS) + 1, 1).text(0);
    return minute.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(minute) * MINUTE_MILLIS);
  }

  private Reply oldest(long beforeMinute, int max) {
    return context.run(Script.OLDEST, () -> new Arguments().add(beforeMinute).add(max));
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
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
    return context
            .run(
                Script.FORGET_SETTLED,
                () -> {
                  Arguments arguments = new Arguments().add(minute);
                  entries.forEach(
                      entry -> arguments.add(entry).add(context.bucket(Binary.id(entry))));
                  return arguments;
                })
            .number(0)
        == 1;
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return forget(DeadLetterList.DEAD, beforeMillis, max);
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return forget(DeadLetterList.DISCARDED, beforeMillis, max);
  }

  private int forget(DeadLetterList list, long beforeMillis, int max) {
    while (true) {
      List<byte[]> names = list.names(context, DeadLetterList.FIRST, beforeMillis, atMost(max));
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
        context
            .run(
                Script.FORGET_DEAD_LETTERS,
                () -> {
                  Arguments arguments = new Arguments().add(list.key());
                  names.forEach(
                      name -> arguments.add(name).add(context.bucket(DeadLetterName.id(name))));
                  return arguments;
                })
            .number(0);
  }

  private static int atMost(int max) {
    return Math.min(max, MOST_PER_STEP);
  }
}
