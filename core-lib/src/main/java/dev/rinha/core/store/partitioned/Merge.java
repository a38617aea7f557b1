package dev.rinha.core.store.partitioned;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentLists.Entry;
import dev.rinha.core.store.PaymentLists.Page;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One list out of those of all partitions, each of which is in order. Of each some entries are
 * kept, read when they are needed; so memory is that of a page and does not grow with the lists.
 * Not thread safe.
 *
 * @param <T> what is listed
 */
final class Merge<T> {

  private final Partitions partitions;
  private final ToLongFunction<T> key;
  private final int atOnce;
  private final Map<Partition, Source> sources = new LinkedHashMap<>();
  private int unreadable;

  /** The list of one partition. */
  interface Listing<T> {
    Page<T> page(Partition partition, String after, int max);
  }

  /** An entry, and whose it is. */
  record Found<T>(Partition partition, Entry<T> entry) {}

  /**
   * Begins with no lists.
   *
   * @param key by which each list is in order
   * @param max how many entries are wanted at a time
   */
  Merge(Partitions partitions, ToLongFunction<T> key, int max) {
    this.partitions = partitions;
    this.key = key;
    this.atOnce = max / partitions.count() + 1;
  }

  private final class Source {
    final Partition partition;
    final Listing<T> listing;
    final Deque<Entry<T>> entries = new ArrayDeque<>();
    Optional<String> next;
    int unreadable;

    Source(Partition partition, Listing<T> listing, String after) {
      this.partition = partition;
      this.listing = listing;
      this.next = Optional.of(after);
    }

    boolean isToBeRead() {
      return entries.isEmpty() && next.isPresent();
    }

    void read() {
      Page<T> page = listing.page(partition, next.orElse(PaymentLists.BEGINNING), atOnce);
      entries.addAll(page.entries());
      unreadable = page.unreadable();
      next = page.next();
    }

    long first() {
      return key.applyAsLong(entries.getFirst().value());
    }
  }

  /** Adds the list of a partition, from after that place on. */
  void add(Partition partition, Listing<T> listing, String after) {
    sources.put(partition, new Source(partition, listing, after));
  }

  /** The next entry; of those that sort alike that of the first partition. */
  Optional<Found<T>> next() {
    readWhatIsNeeded();
    return sources.values().stream()
        .filter(source -> !source.entries.isEmpty())
        .min(Comparator.comparingLong(Source::first))
        .map(source -> new Found<>(source.partition, source.entries.removeFirst()));
  }

  /** Whether there may be more. */
  boolean hasNext() {
    return sources.values().stream()
        .anyMatch(source -> !source.entries.isEmpty() || source.isToBeRead());
  }

  /** How many entries could not be read among those that have been passed. */
  int unreadable() {
    sources.values().stream().filter(source -> source.entries.isEmpty()).forEach(this::count);
    return unreadable;
  }

  private void readWhatIsNeeded() {
    List<Source> empty = toBeRead();
    while (!empty.isEmpty()) {
      empty.forEach(this::count);
      var _ =
          Partitions.answers(
              partitions.each(empty.stream().map(source -> source.partition).toList(), this::read));
      empty = toBeRead();
    }
  }

  private List<Source> toBeRead() {
    return sources.values().stream().filter(Source::isToBeRead).toList();
  }

  private boolean read(Partition partition) {
    requireNonNull(sources.get(partition)).read();
    return true;
  }

  private void count(Source source) {
    unreadable += source.unreadable;
    source.unreadable = 0;
  }
}
