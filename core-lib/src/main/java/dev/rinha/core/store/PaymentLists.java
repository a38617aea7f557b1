package dev.rinha.core.store;

import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Payments by the page, from where a store has them in an order anyway: an index of all payments by
 * time would cost memory for every one that was ever settled, for a question that is seldom asked.
 *
 * <p>A page goes on after a place, so that whoever lists can come back later, and none is read
 * again for those behind it. What moves on between two pages may be in both or in none; what is
 * forgotten in between moves nothing else. A purge makes places of before lead to anywhere, or to
 * the end. Thread safe; memory is bounded by the page. Every method may throw {@link
 * StoreException}.
 */
public interface PaymentLists {

  /** A place before all others. */
  String BEGINNING = "";

  /**
   * One of a list.
   *
   * @param place to go on after it; of ASCII letters, digits, dots and dashes
   */
  record Entry<T>(String place, T value) {}

  /**
   * What was read at one moment.
   *
   * @param next to go on after it; empty at the end of the list
   * @param unreadable how many entries cannot be read
   */
  record Page<T>(List<Entry<T>> entries, Optional<String> next, int unreadable) {

    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
    }

    /** The same of what that makes of each. */
    public <U> Page<U> map(Function<T, U> function) {
      return new Page<>(
          entries.stream()
              .map(entry -> new Entry<>(entry.place(), function.apply(entry.value())))
              .toList(),
          next,
          unreadable);
    }
  }

  /**
   * Unfinished payments, in the order of the queue.
   *
   * @param after a place of this list
   * @param max to read at most; a page has fewer where entries lead to nothing any more
   * @throws IllegalArgumentException if the place is none
   */
  Page<PaymentRecord> unfinished(String after, int max);

  /**
   * Dead payments, the oldest death first.
   *
   * @param window those that died in it
   * @param after a place of this list
   * @param max likewise
   * @throws IllegalArgumentException if the place is none
   */
  Page<PaymentRecord> dead(TimeWindow window, String after, int max);

  /** The same of discarded payments, by when they were discarded. */
  Page<PaymentRecord> discarded(TimeWindow window, String after, int max);

  /**
   * Settled payments, the oldest minute first and in order of settlement within a minute.
   *
   * @param window of their {@code requestedAt}; of the minutes at its ends, and of none else, those
   *     are read too that are not in it
   * @param after a place of this list
   * @param max likewise
   * @throws IllegalArgumentException if the place is none
   */
  Page<LedgerEntry> settled(TimeWindow window, String after, int max);
}
