package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What has been recorded. */
final class MemoryLedger implements Ledger {

  private final MemoryState state;
  private final MemoryReplays replays;

  MemoryLedger(MemoryState state, MemoryReplays replays) {
    this.state = state;
    this.replays = replays;
  }

  @Override
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    return state.guarded(() -> state.totals.summary(window));
  }

  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    long first = Level.MINUTE.bucket(Math.max(0, window.fromMillis()));
    long last = Level.MINUTE.bucket(Math.max(0, window.toMillis()));
    List<List<LedgerEntry>> minutes =
        state.guarded(
            () ->
                state.ledger.subMap(first, true, last, true).values().stream()
                    .map(List::copyOf)
                    .toList());
    for (List<LedgerEntry> minute : minutes) {
      minute.stream().filter(entry -> window.contains(entry.requestedAtMillis())).forEach(reader);
    }
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return state.guarded(
        () -> Optional.ofNullable(state.items.get(correlationId)).map(Item::record));
  }

  @Override
  public Census census() {
    return state.guarded(
        () ->
            Census.of(
                state.generation,
                state.items.size(),
                state.settled,
                state.unfinished.size(),
                state.held.size(),
                state.inDoubt,
                state.dead.size(),
                state.discarded.size(),
                state.forgotten,
                state.unfinished.isEmpty()
                    ? Long.MAX_VALUE
                    : state.unfinished.firstEntry().getValue().queuedAtMillis,
                state.regroupings,
                0));
  }

  @Override
  public long purge() {
    return state.guarded(() -> purgeTo(state.generation + 1));
  }

  @Override
  public long purgeTo(long generation) {
    return state.guarded(
        () -> {
          if (state.generation < generation) {
            state.clear();
            state.lastTaken = 0;
            replays.clear();
            state.settled = 0;
            state.forgotten = 0;
            state.forgottenMinute = -1;
            state.begunAtMillis = state.clock.millis();
            state.generation = generation;
          }
          return state.generation;
        });
  }
}
