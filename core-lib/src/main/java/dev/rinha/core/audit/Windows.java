package dev.rinha.core.audit;

import dev.rinha.core.store.Books;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Cuts a window into those with which a search begins. */
final class Windows {

  private static final Comparator<BucketTotals> BY_TIME =
      Comparator.comparingLong(BucketTotals::bucket);

  private Windows() {}

  /** The window, in so many slices of the time in which we have payments, and what is around it. */
  static List<TimeWindow> of(TimeWindow window, Books books, int slices) {
    Optional<TimeWindow> ours = ours(books).flatMap(extent -> common(window, extent));
    if (ours.isEmpty()) {
      return List.of(window);
    }
    List<TimeWindow> windows = new ArrayList<>();
    long first = ours.get().fromMillis();
    long last = ours.get().toMillis();
    add(windows, window.fromMillis(), first - 1);
    long width = Math.ceilDiv(last - first + 1, slices);
    for (long from = first; from <= last; from += width) {
      add(windows, from, Math.min(last, from + width - 1));
    }
    add(windows, last + 1, window.toMillis());
    return windows;
  }

  private static void add(List<TimeWindow> windows, long from, long to) {
    if (from <= to) {
      windows.add(new TimeWindow(from, to));
    }
  }

  private static Optional<TimeWindow> common(TimeWindow one, TimeWindow other) {
    long from = Math.max(one.fromMillis(), other.fromMillis());
    long to = Math.min(one.toMillis(), other.toMillis());
    return from <= to ? Optional.of(new TimeWindow(from, to)) : Optional.empty();
  }

  /**
   * Before which time we cannot have anything, because the store was made or purged then; 0 if that
   * is not known. An older payment of ours says that it was not: the books came from elsewhere.
   *
   * @param restMillis by how much clocks may differ
   */
  static long beginning(Books books, long restMillis) {
    long begun = books.begunAtMillis();
    long first = first(books).orElse(Long.MAX_VALUE);
    return begun == 0 || first < begun - restMillis ? 0 : Math.min(first, begun + restMillis);
  }

  private static Optional<Long> first(Books books) {
    return edge(books, BY_TIME);
  }

  /** From our first settled payment to the last. */
  private static Optional<TimeWindow> ours(Books books) {
    return first(books)
        .flatMap(first -> edge(books, BY_TIME.reversed()).map(last -> new TimeWindow(first, last)));
  }

  private static Optional<Long> edge(Books books, Comparator<BucketTotals> order) {
    long page = 0;
    for (Level level : Level.all().reversed()) {
      Optional<BucketTotals> outermost =
          books.buckets(List.of(level.wholePage(page))).stream()
              .filter(bucket -> bucket.totals().count() > 0)
              .min(order);
      if (outermost.isEmpty()) {
        return Optional.empty();
      }
      page = outermost.get().bucket();
    }
    return Optional.of(page);
  }
}
