package dev.rinha.core.store.memory;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets.Span;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What is written down. Each list is copied under the lock and read outside of it. */
final class MemoryBooks implements Books {

  private final MemoryState state;
  private final MemoryUnknownOutcomes unknownOutcomes;

  MemoryBooks(MemoryState state, MemoryUnknownOutcomes unknownOutcomes) {
    this.state = state;
    this.unknownOutcomes = unknownOutcomes;
  }

  @Override
  public long begunAtMillis() {
    return state.guarded(() -> state.begunAtMillis);
  }

  @Override
  public void records(Consumer<PaymentRecord> reader, BiConsumer<UUID, String> unreadable) {
    state.guarded(() -> state.items.values().stream().map(Item::record).toList()).forEach(reader);
  }

  @Override
  public void queue(Consumer<QueueEntry> reader, BiConsumer<String, String> unreadable) {
    state
        .guarded(() -> state.unfinished.values().stream().map(Item::queueEntry).toList())
        .forEach(reader);
  }

  @Override
  public int requeue(List<PaymentRecord> missing, long nowMillis) {
    return state.guarded(
        () -> {
          int queued = 0;
          for (PaymentRecord record : missing) {
            Item item = state.items.get(record.payment().correlationId());
            if (item != null
                && item.record().equals(record)
                && state.unfinished.get(item.place) != item) {
              state.enqueue(item, nowMillis);
              queued++;
            }
          }
          return queued;
        });
  }

  @Override
  public void deadLetters(Consumer<UUID> reader) {
    state.guarded(() -> List.copyOf(state.dead.keySet())).forEach(reader);
  }

  @Override
  public void discarded(Consumer<UUID> reader) {
    state
        .guarded(() -> state.discarded.keySet().stream().map(DeadLetterKey::correlationId).toList())
        .forEach(reader);
  }

  @Override
  public void inDoubt(Consumer<UUID> reader) {
    unknownOutcomes.list(Integer.MAX_VALUE).stream()
        .map(doubtful -> doubtful.payment().correlationId())
        .forEach(reader);
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    return state.guarded(
        () ->
            correlationIds.stream()
                .map(state.items::get)
                .filter(Objects::nonNull)
                .map(Item::record)
                .toList());
  }

  @Override
  public void pages(Consumer<Span> reader) {
    state.guarded(state.totals::pages).forEach(reader);
  }

  @Override
  public List<BucketTotals> buckets(List<Span> spans) {
    return state.guarded(() -> state.totals.buckets(spans));
  }

  @Override
  public boolean correct(long second, List<Correction> corrections) {
    return state.guarded(() -> state.totals.correct(second, corrections));
  }
}
