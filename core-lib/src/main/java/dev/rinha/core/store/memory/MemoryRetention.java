package dev.rinha.core.store.memory;

import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.Retention;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** Forgets what is finished and old. */
final class MemoryRetention implements Retention {

  private static final long MINUTE_MILLIS = 60_000;

  private final MemoryState state;
  private final MemoryDeadLetters deadLetters;

  MemoryRetention(MemoryState state, MemoryDeadLetters deadLetters) {
    this.state = state;
    this.deadLetters = deadLetters;
  }

  @Override
  public long nowMillis() {
    return state.clock.millis();
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return state.guarded(
        () ->
            state.ledger.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(state.ledger.firstKey() * MINUTE_MILLIS));
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    long minute = Level.MINUTE.bucket(Math.clamp(beforeMillis, 0, TimeBuckets.MAX_MILLIS));
    return state.guarded(
        () -> {
          Map.Entry<Long, List<LedgerEntry>> oldest = state.ledger.firstEntry();
          if (oldest == null || oldest.getKey() >= minute) {
            return 0;
          }
          List<LedgerEntry> entries = oldest.getValue();
          List<LedgerEntry> first =
              entries.subList(0, Math.min(entries.size(), Math.min(max, MOST_PER_STEP)));
          int count = first.size();
          if (oldest.getKey() > state.forgottenMinute) {
            state.forgottenMinute = oldest.getKey();
            state.forgottenOfMinute = 0;
          }
          state.forgottenOfMinute += count;
          first.forEach(this::forget);
          state.forgotten += count;
          first.clear();
          if (entries.isEmpty()) {
            state.ledger.remove(oldest.getKey());
          }
          return count;
        });
  }

  private void forget(LedgerEntry entry) {
    state.totals.remove(entry.processor(), entry.requestedAtMillis(), entry.amountCents());
    state.items.remove(entry.correlationId());
    state.settled--;
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return state.guarded(
        () -> {
          List<UUID> old =
              deadLetters
                  .letters(DeadLetterFilter.ALL.diedBefore(beforeMillis))
                  .limit(Math.min(max, MOST_PER_STEP))
                  .map(letter -> letter.payment().correlationId())
                  .toList();
          old.forEach(state.dead::remove);
          old.forEach(state.items::remove);
          state.forgotten += old.size();
          return old.size();
        });
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return state.guarded(
        () -> {
          List<DeadLetterKey> old =
              state.discarded.keySet().stream()
                  .takeWhile(name -> name.millis() < beforeMillis)
                  .limit(Math.min(max, MOST_PER_STEP))
                  .toList();
          old.forEach(state.discarded::remove);
          old.forEach(name -> state.items.remove(name.correlationId()));
          state.forgotten += old.size();
          return old.size();
        });
  }
}
