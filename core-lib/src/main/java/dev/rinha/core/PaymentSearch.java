package dev.rinha.core;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentLists.Entry;
import dev.rinha.core.store.PaymentLists.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds payments in any state: unfinished ones first, then dead, discarded and settled ones, each
 * oldest first. Reads page by page, in memory that does not grow with their number; of the settled
 * ones only the minutes of the window are read, and of the dead and discarded ones only the window.
 * What moves on meanwhile may be found twice or not at all. Thread safe.
 */
public final class PaymentSearch {

  private static final int PAGE = 500;

  /** So many are read for what {@link #find} answers, however few of them are meant. */
  private static final int MOST_READ = 50_000;

  /** The lists that are gone through, in this order; the names are part of a cursor. */
  private enum Part {
    UNFINISHED(PaymentStatus.QUEUED, PaymentStatus.SENDING, PaymentStatus.IN_DOUBT),
    DEAD(PaymentStatus.DEAD),
    DISCARDED(PaymentStatus.DISCARDED),
    SETTLED(PaymentStatus.SETTLED);

    private final Set<PaymentStatus> statuses;

    Part(PaymentStatus... statuses) {
      this.statuses = Set.of(statuses);
    }

    boolean wanted(PaymentQuery query) {
      return statuses.stream().anyMatch(query.statuses()::contains);
    }
  }

  /** Where to go on: after that place of that list. */
  private record Cursor(Part part, String place) {

    /** At the beginning of the first list that is wanted, of that one and those behind it. */
    static Optional<Cursor> from(int ordinal, PaymentQuery query) {
      return Arrays.stream(Part.values())
          .skip(ordinal)
          .filter(part -> part.wanted(query))
          .map(part -> new Cursor(part, PaymentLists.BEGINNING))
          .findFirst();
    }

    static Cursor parse(String text) {
      int dot = Math.max(0, text.indexOf('.'));
      return Arrays.stream(Part.values())
          .filter(part -> part.name().equals(text.substring(0, dot)))
          .map(part -> new Cursor(part, text.substring(dot + 1)))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no cursor"));
    }

    Optional<Cursor> after(Page<?> page, PaymentQuery query) {
      return page.next().isPresent()
          ? page.next().map(place -> new Cursor(part, place))
          : from(part.ordinal() + 1, query);
    }

    String text() {
      return part.name() + "." + place;
    }
  }

  /**
   * Some that were found.
   *
   * @param next the cursor to go on with; empty if there are no more
   */
  public record Found(List<ListedPayment> payments, Optional<String> next) {

    /** Copies the list. */
    public Found {
      payments = List.copyOf(payments);
    }
  }

  private final PaymentLists lists;

  /** Searches these lists. */
  public PaymentSearch(PaymentLists lists) {
    this.lists = requireNonNull(lists, "lists");
  }

  /**
   * Reads all that are meant, until the reader wants no more.
   *
   * @return how many entries of the queue could not be read
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  public long read(PaymentQuery query, Predicate<ListedPayment> wantsMore) {
    long unreadable = 0;
    Optional<Cursor> at = Cursor.from(0, query);
    while (at.isPresent()) {
      Page<ListedPayment> page = page(at.get(), query);
      unreadable += page.unreadable();
      for (Entry<ListedPayment> entry : page.entries()) {
        if (query.accepts(entry.value()) && !wantsMore.test(entry.value())) {
          return unreadable;
        }
      }
      at = at.get().after(page, query);
    }
    return unreadable;
  }

  /**
   * Finds some of them. Fewer than are wanted are no sign of the end, only that there is no cursor
   * is: of many that are not meant only so many are read at a time.
   *
   * @param after where to go on, as an earlier call with the same query answered; empty for the
   *     beginning
   * @param limit at most so many
   * @throws IllegalArgumentException if it is no cursor
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  public Found find(PaymentQuery query, Optional<String> after, int limit) {
    List<ListedPayment> found = new ArrayList<>();
    Optional<Cursor> last = after.map(Cursor::parse);
    Optional<Cursor> at = last.isPresent() ? last : Cursor.from(0, query);
    for (int read = 0; at.isPresent() && read < MOST_READ; read += PAGE) {
      Page<ListedPayment> page = page(at.get(), query);
      for (Entry<ListedPayment> entry : page.entries()) {
        if (query.accepts(entry.value())) {
          if (found.size() == limit) {
            return new Found(found, last.map(Cursor::text));
          }
          found.add(entry.value());
          last = Optional.of(new Cursor(at.get().part(), entry.place()));
        }
      }
      at = at.get().after(page, query);
    }
    return new Found(found, at.map(Cursor::text));
  }

  private Page<ListedPayment> page(Cursor at, PaymentQuery query) {
    return switch (at.part()) {
      case UNFINISHED -> lists.unfinished(at.place(), PAGE).map(ListedPayment::of);
      case DEAD -> lists.dead(query.window(), at.place(), PAGE).map(ListedPayment::of);
      case DISCARDED -> lists.discarded(query.window(), at.place(), PAGE).map(ListedPayment::of);
      case SETTLED -> lists.settled(query.window(), at.place(), PAGE).map(ListedPayment::of);
    };
  }
}
