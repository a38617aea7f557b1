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
  private final RedisLedger ledger;

  RedisRetention(RedisContext context, RedisLedger ledger) {
    this.context = context;
    this.ledger = ledger;
  }

  @Override
  public long nowMillis() {
    return context.link().timeMillis();
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    List<String> minutes = oldestMinute(Level.MINUTE.bucket(TimeBuckets.MAX_MILLIS) + 1);
    return minutes.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(minutes.getFirst()) * MINUTE_MILLIS);
  }

  private List<String> oldestMinute(long before) {
    return ledger.minutes("-inf", "(" + before, 1).names();
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    long minute = Level.MINUTE.bucket(Math.clamp(beforeMillis, 0, TimeBuckets.MAX_MILLIS));
    while (true) {
      List<String> oldest = oldestMinute(minute);
      if (oldest.isEmpty()) {
        return 0;
      }
      List<byte[]> entries =
          ledger.page(oldest, oldest.getFirst(), 0, atMost(max), "").list(2).allBytes();
      if (forget(oldest.getFirst(), entries)) {
        return entries.size();
      }
    }
  }

  private boolean forget(String minute, List<byte[]> entries) {
    return context
            .run(
                Script.FORGET_SETTLED,
                arguments -> {
                  arguments.data("l:" + minute).add(minute);
                  entries.forEach(
                      entry ->
                          arguments
                              .totals(Binary.requestedAtMillis(entry))
                              .add(entry)
                              .bucket(context.bucket(Binary.id(entry))));
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
                arguments -> {
                  arguments.add(list.key());
                  names.forEach(
                      name -> arguments.add(name).bucket(context.bucket(DeadLetterName.id(name))));
                })
            .number(0);
  }

  private static int atMost(int max) {
    return Math.min(max, MOST_PER_STEP);
  }
}
