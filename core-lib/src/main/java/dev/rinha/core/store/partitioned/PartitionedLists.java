package dev.rinha.core.store.partitioned;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Payments by the page, merged. Lists that are in order of time go on after a time, a partition and
 * a place of that partition, such as {@code 29210000.3.17}: of the partitions before it everything
 * of that time has been read, of those behind it nothing. The queue is in no such order: its place
 * is one of each partition, see {@link Places}.
 */
final class PartitionedLists implements PaymentLists {

  private static final long MINUTE_MILLIS = 60_000;

  private final Partitions partitions;

  PartitionedLists(Partitions partitions) {
    this.partitions = partitions;
  }

  /** How one kind of list is read from a partition. */
  private interface Timed<T> {
    Page<T> page(PaymentLists lists, TimeWindow window, String after, int max);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In the order of the queue within a partition, and in that of their acceptance among those
   * that stand first there.
   */
  @Override
  public Page<PaymentRecord> unfinished(String after, int max) {
    Places places = Places.parse(after, partitions.count());
    Merge<PaymentRecord> merge =
        new Merge<>(partitions, record -> record.payment().acceptedAtMillis(), max);
    for (Partition partition : partitions.all()) {
      merge.add(
          partition,
          (of, place, most) -> of.call(store -> store.lists().unfinished(place, most)),
          places.of(partition));
    }
    List<Entry<PaymentRecord>> entries = new ArrayList<>();
    while (entries.size() < max) {
      Optional<Merge.Found<PaymentRecord>> found = merge.next();
      if (found.isEmpty()) {
        break;
      }
      places = places.with(found.get().partition(), found.get().entry().place());
      entries.add(new Entry<>(places.text(), found.get().entry().value()));
    }
    return page(entries, merge);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of the same millisecond partition by partition.
   */
  @Override
  public Page<PaymentRecord> dead(TimeWindow window, String after, int max) {
    return timed(window, after, max, 1, PartitionedLists::diedAtMillis, PaymentLists::dead);
  }

  private static long diedAtMillis(PaymentRecord record) {
    return record.state() instanceof PaymentState.Dead(_, long atMillis) ? atMillis : 0;
  }

  @Override
  public Page<PaymentRecord> discarded(TimeWindow window, String after, int max) {
    return timed(
        window, after, max, 1, PartitionedLists::discardedAtMillis, PaymentLists::discarded);
  }

  private static long discardedAtMillis(PaymentRecord record) {
    return record.state() instanceof PaymentState.Discarded(_, long atMillis) ? atMillis : 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of the same minute partition by partition.
   */
  @Override
  public Page<LedgerEntry> settled(TimeWindow window, String after, int max) {
    return timed(
        window,
        after,
        max,
        MINUTE_MILLIS,
        entry -> Level.MINUTE.bucket(entry.requestedAtMillis()),
        PaymentLists::settled);
  }

  private <T> Page<T> timed(
      TimeWindow window,
      String after,
      int max,
      long unitMillis,
      ToLongFunction<T> unit,
      Timed<T> list) {
    Merge<T> merge = merged(window, Position.parse(after, partitions), max, unitMillis, unit, list);
    List<Entry<T>> entries = new ArrayList<>();
    while (entries.size() < max) {
      Optional<Merge.Found<T>> found = merge.next();
      if (found.isEmpty()) {
        break;
      }
      Entry<T> entry = found.get().entry();
      entries.add(
          new Entry<>(
              new Position(unit.applyAsLong(entry.value()), found.get().partition(), entry.place())
                  .text(),
              entry.value()));
    }
    return page(entries, merge);
  }

  private static <T> Page<T> page(List<Entry<T>> entries, Merge<T> merge) {
    boolean more = !entries.isEmpty() && merge.hasNext();
    return new Page<>(
        entries,
        more ? Optional.of(entries.getLast().place()) : Optional.empty(),
        merge.unreadable());
  }

  /** Reads all dead payments in a window, some at a time. */
  Merge<PaymentRecord> allDead(TimeWindow window, int atOnce) {
    return merged(
        window, Optional.empty(), atOnce, 1, PartitionedLists::diedAtMillis, PaymentLists::dead);
  }

  /** The same of all discarded ones. */
  Merge<PaymentRecord> allDiscarded(int atOnce) {
    return merged(
        TimeWindow.ALL,
        Optional.empty(),
        atOnce,
        1,
        PartitionedLists::discardedAtMillis,
        PaymentLists::discarded);
  }

  /** Reads all of the ledger in a window, some at a time. */
  Merge<LedgerEntry> allSettled(TimeWindow window, int atOnce) {
    return merged(
        window,
        Optional.empty(),
        atOnce,
        MINUTE_MILLIS,
        entry -> Level.MINUTE.bucket(entry.requestedAtMillis()),
        PaymentLists::settled);
  }

  private <T> Merge<T> merged(
      TimeWindow window,
      Optional<Position> after,
      int max,
      long unitMillis,
      ToLongFunction<T> unit,
      Timed<T> list) {
    Merge<T> merge = new Merge<>(partitions, unit, max);
    for (Partition partition : partitions.all()) {
      long fromMillis =
          after
              .map(position -> position.fromUnit(partition) * unitMillis)
              .map(millis -> Math.max(millis, window.fromMillis()))
              .orElse(window.fromMillis());
      if (fromMillis <= window.toMillis()) {
        boolean there = after.filter(position -> position.partition == partition).isPresent();
        TimeWindow rest = there ? window : new TimeWindow(fromMillis, window.toMillis());
        merge.add(
            partition,
            (of, place, most) -> of.call(store -> list.page(store.lists(), rest, place, most)),
            there ? after.map(Position::place).orElse(BEGINNING) : BEGINNING);
      }
    }
    return merge;
  }

  /** A place in a list that is in order of time. */
  private record Position(long unit, Partition partition, String place) {

    static Optional<Position> parse(String text, Partitions partitions) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String[] parts = text.split("\\.", 3);
      if (parts.length < 3 || parts[2].isEmpty()) {
        throw new IllegalArgumentException("'" + text + "' is no place");
      }
      return Optional.of(
          new Position(Long.parseLong(parts[0]), partitions.numbered(parts[1]), parts[2]));
    }

    /** From which one on another partition is to be read. */
    long fromUnit(Partition other) {
      return other.number() < partition.number() ? unit + 1 : unit;
    }

    String text() {
      return unit + "." + partition.number() + "." + place;
    }
  }
}
