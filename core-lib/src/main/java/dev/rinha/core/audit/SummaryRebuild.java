package dev.rinha.core.audit;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Makes the aggregates, which every summary is read from, anew where they are not what the ledger
 * says.
 *
 * <p>Safe beside running workers. Each second is set right in one step, which is refused when it
 * has moved since it was seen, so that no settlement is ever overwritten; a summary that is read
 * meanwhile has a second before or after it was set right. Interrupted, it is just run again. Not
 * thread safe.
 */
public final class SummaryRebuild {

  /** A page that no bucket led to may need one round for each level above it, and one to see. */
  private static final int MAX_ROUNDS = 8;

  private final Ledger ledger;
  private final Books books;

  /**
   * What became of it.
   *
   * @param seconds how many times a second was set right
   * @param refused how many seconds have moved each time and are as they were: run it again
   */
  public record Repair(long seconds, long refused) {}

  /** Creates one for a store and its books. */
  public SummaryRebuild(Ledger ledger, Books books) {
    this.ledger = ledger;
    this.books = books;
  }

  /**
   * Tells what a repair would change, and changes nothing.
   *
   * @param rows is told now and then how many rows have been read
   */
  public void show(TimeWindow window, Consumer<Break.OfTotals> differences, LongConsumer rows) {
    walk(window, new Difference(differences), new Rows(rows));
  }

  /**
   * Sets right what differs, until nothing does.
   *
   * @param differences is told what is about to be changed
   * @param rows is told now and then how many rows have been read
   */
  public Repair repair(TimeWindow window, Consumer<Break.OfTotals> differences, LongConsumer rows) {
    Rows read = new Rows(rows);
    long seconds = 0;
    Mend mend = mend(window, differences, read);
    for (int round = 1; round < MAX_ROUNDS && mend.found; round++) {
      seconds += mend.done;
      mend = mend(window, differences, read);
    }
    return new Repair(seconds + mend.done, mend.refused);
  }

  private Mend mend(TimeWindow window, Consumer<Break.OfTotals> differences, Rows rows) {
    Mend mend = new Mend(differences);
    walk(window, mend, rows);
    mend.seconds(rows).forEach(second -> mend.count(books.correct(second, List.of())));
    return mend;
  }

  private void walk(TimeWindow window, AggregateWalk.Visitor visitor, Rows rows) {
    new AggregateWalk(ledger, books, window, rows, visitor).run();
  }

  private record Difference(Consumer<Break.OfTotals> differences) implements AggregateWalk.Visitor {

    @Override
    public void levelsDiffer(Break.OfTotals difference) {
      differences.accept(difference);
    }

    @Override
    public void ledgerDiffers(long second, List<Correction> corrections) {
      corrections.stream().map(InternalAudit::difference).forEach(differences);
    }
  }

  /** Sets milliseconds right at once, and keeps for later which buckets are no longer a sum. */
  private final class Mend implements AggregateWalk.Visitor {

    private final Difference differences;
    private final List<TimeWindow> noSums = new ArrayList<>();
    private boolean found;
    private long done;
    private long refused;

    Mend(Consumer<Break.OfTotals> differences) {
      this.differences = new Difference(differences);
    }

    @Override
    public void levelsDiffer(Break.OfTotals difference) {
      found = true;
      differences.levelsDiffer(difference);
      noSums.add(difference.window());
    }

    @Override
    public void ledgerDiffers(long second, List<Correction> corrections) {
      found = true;
      differences.ledgerDiffers(second, corrections);
      count(books.correct(second, corrections));
    }

    void count(boolean corrected) {
      if (corrected) {
        done++;
      } else {
        refused++;
      }
    }

    /**
     * The seconds of which everything above has to be made anew: all that have payments in a bucket
     * that is not the sum of its parts, since any of the parts may be missing. The first one stands
     * for a bucket that should be empty.
     */
    Set<Long> seconds(Rows rows) {
      Set<Long> seconds = new TreeSet<>();
      for (TimeWindow window : noSums) {
        seconds.add(Level.SECOND.bucket(window.fromMillis()));
        ledger.entries(
            window,
            rows.counting(entry -> seconds.add(Level.SECOND.bucket(entry.requestedAtMillis()))));
      }
      return seconds;
    }
  }
}
