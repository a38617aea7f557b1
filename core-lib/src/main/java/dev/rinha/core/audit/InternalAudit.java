package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Checks the store against itself: aggregates, ledger, queue, lists and the record of every
 * payment; and the conservation law, accepted = settled + queued + sending + in doubt + dead +
 * discarded.
 *
 * <p>Safe at any time, beside any load, and without false alarm: what moves while it is read is
 * read again. It only reads. Memory does not grow with the number of payments. Not thread safe.
 */
public final class InternalAudit {

  private final Ledger ledger;
  private final Books books;

  /**
   * What was checked.
   *
   * @param accepted records of payments
   * @param settled entries of the ledger within the window
   */
  public record Extent(long accepted, long settled) {}

  /** Creates one for a store and its books. */
  public InternalAudit(Ledger ledger, Books books) {
    this.ledger = ledger;
    this.books = books;
  }

  /**
   * Checks everything once. Payments that are not settled are checked whatever the window; the
   * counters only where it is all of time.
   *
   * @param window settled payments with a {@code requestedAt} in there
   * @param breaks is told each contradiction as soon as it is certain
   * @param rows is told now and then how many rows have been read
   * @throws StoreException also if a purge happens meanwhile
   */
  public Extent run(TimeWindow window, Consumer<Break> breaks, LongConsumer rows) {
    Rows read = new Rows(rows);
    Census before = ledger.census();
    PaymentAudit.Counts counts = new PaymentAudit(ledger, books, window, read).run(breaks);
    new AggregateWalk(ledger, books, window, read, telling(breaks)).run();
    Census after = ledger.census();
    if (before.generation() != after.generation()) {
      throw new StoreException("the payments were purged while they were audited; run it again");
    }
    checkLaw(after, breaks);
    if (window.equals(TimeWindow.ALL)) {
      long forgotten = after.forgotten() - before.forgotten();
      check(
          "accepted",
          counts.records(),
          before.accepted() - forgotten,
          after.accepted() + forgotten,
          breaks);
      check(
          "settled",
          counts.ledgerEntries(),
          before.settled() - forgotten,
          after.settled() + forgotten,
          breaks);
    }
    return new Extent(counts.records(), counts.ledgerEntries());
  }

  private static void checkLaw(Census census, Consumer<Break> breaks) {
    if (!census.conserved()) {
      breaks.accept(
          new Break.OfCensus(
              Kind.NOT_CONSERVED,
              "accepted, and settled + queued + in flight + in doubt + dead + discarded",
              census.accepted(),
              census.settled() + census.unfinished() + census.dead() + census.discarded()));
    }
  }

  /**
   * What was counted is at least what was there all the time, and at most what was there at any
   * time.
   */
  private static void check(
      String counter, long counted, long least, long most, Consumer<Break> breaks) {
    if (counted < least) {
      breaks.accept(new Break.OfCensus(Kind.COUNTER_DIFFERS, counter, counted, least));
    } else if (counted > most) {
      breaks.accept(new Break.OfCensus(Kind.COUNTER_DIFFERS, counter, counted, most));
    }
  }

  private static AggregateWalk.Visitor telling(Consumer<Break> breaks) {
    return new AggregateWalk.Visitor() {
      @Override
      public void levelsDiffer(Break.OfTotals difference) {
        breaks.accept(difference);
      }

      @Override
      public void ledgerDiffers(long second, List<Correction> corrections) {
        corrections.stream().map(InternalAudit::difference).forEach(breaks);
      }
    };
  }

  static Break.OfTotals difference(Correction correction) {
    return new Break.OfTotals(
        Kind.AGGREGATE_DIFFERS,
        correction.processor(),
        new TimeWindow(correction.millis(), correction.millis()),
        correction.right(),
        correction.seen());
  }
}
