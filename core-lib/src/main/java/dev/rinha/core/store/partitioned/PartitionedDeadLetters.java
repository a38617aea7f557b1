package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Payments that were given up. */
final class PartitionedDeadLetters implements DeadLetters {

  private static final int READ_AT_ONCE = 1_024;

  private final Partitions partitions;
  private final PartitionedLists lists;

  PartitionedDeadLetters(Partitions partitions, PartitionedLists lists) {
    this.partitions = partitions;
    this.lists = lists;
  }

  @Override
  public List<DeadLetter> list(DeadLetterFilter filter, int max) {
    return partitions.every(store -> store.deadLetters().list(filter, max)).stream()
        .flatMap(List::stream)
        .sorted(
            comparingLong(DeadLetter::diedAtMillis)
                .thenComparing(DeadLetter::payment, Ordering.BY_ID))
        .limit(max)
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Those that died in the same millisecond partition by partition.
   */
  @Override
  public void read(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    if (filter.diedBeforeMillis() == Long.MIN_VALUE) {
      return;
    }
    TimeWindow window =
        new TimeWindow(
            Long.MIN_VALUE,
            filter.diedBeforeMillis() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : filter.diedBeforeMillis() - 1);
    read(
        lists.allDead(window, READ_AT_ONCE),
        (generation, record) -> {
          if (record.state() instanceof PaymentState.Dead dead) {
            DeadLetter letter = letter(generation, record, dead);
            if (filter.accepts(letter)) {
              reader.accept(letter);
            }
          }
        });
  }

  @Override
  public Optional<DeadLetter> find(UUID correlationId) {
    return partitions.of(correlationId).call(store -> store.deadLetters().find(correlationId));
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return partitions.split(
        replays,
        replay -> replay.letter().payment().correlationId(),
        (store, own) -> store.deadLetters().replay(own));
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return partitions.split(
        discards,
        discard -> discard.letter().payment().correlationId(),
        (store, own) -> store.deadLetters().discard(own));
  }

  @Override
  public void readDiscarded(Consumer<DiscardedDeadLetter> reader) {
    read(
        lists.allDiscarded(READ_AT_ONCE),
        (generation, record) -> {
          if (record.state() instanceof PaymentState.Discarded(var dead, long atMillis)) {
            reader.accept(new DiscardedDeadLetter(letter(generation, record, dead), atMillis));
          }
        });
  }

  /** A letter is of the generation that its partition was in before it was read, or gone by now. */
  private void read(Merge<PaymentRecord> all, BiConsumer<Long, PaymentRecord> reader) {
    Map<Partition, Long> generations = new HashMap<>();
    List<Long> present = partitions.every(store -> store.ledger().census().generation());
    partitions.all().forEach(one -> generations.put(one, present.get(one.number())));
    for (Optional<Merge.Found<PaymentRecord>> next = all.next();
        next.isPresent();
        next = all.next()) {
      Merge.Found<PaymentRecord> found = next.get();
      reader.accept(generations.getOrDefault(found.partition(), 0L), found.entry().value());
    }
  }

  private static DeadLetter letter(long generation, PaymentRecord record, PaymentState.Dead dead) {
    return new DeadLetter(
        generation, record.payment(), dead.reason(), dead.diedAtMillis(), record.history());
  }
}
