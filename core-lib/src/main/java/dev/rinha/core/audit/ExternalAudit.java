package dev.rinha.core.audit;

import dev.rinha.core.audit.Bisection.Difference;
import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.processor.ProcessorBooks.UnavailableException;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks our books against those of the processors: totals first, and where they differ, by halving
 * the time, down to the millisecond and the payment.
 *
 * <p>Safe beside any load, and without false alarm. What is compared ends before the earliest
 * attempt of which we do not know the outcome yet, unless that one has been pending for long; from
 * there back nothing moves any more. What differs all the same is asked for once more a moment
 * later. It only reads. Not thread safe.
 */
public final class ExternalAudit {

  private final Ledger ledger;
  private final Books books;
  private final SortedMap<String, ProcessorBooks> processors;
  private final Settings settings;

  /**
   * How it is done. Immutable.
   *
   * @param slices into how many windows the time is cut to begin with. Differences that cancel each
   *     other within one are not seen: a payment with a wrong time is found if it is in another
   *     slice than it should be, else only with more slices. Default 16
   * @param maxDifferences how many milliseconds are followed up for each processor; default 10000
   * @param maxQuestions for how many of our payments each processor is asked, to find out which it
   *     has beyond those that we know of there; default a million
   * @param restMillis how long ago an attempt may have begun that our books do not have yet,
   *     differences of clocks included; default 2000
   * @param moment waits a moment before a difference is asked for once more
   * @param called runs at each call to a processor, on several threads
   */
  public record Settings(
      int slices,
      int maxDifferences,
      long maxQuestions,
      long restMillis,
      Runnable moment,
      Runnable called) {

    /** The defaults, and a way to wait. */
    public static Settings waiting(Runnable moment) {
      return new Settings(16, 10_000, 1_000_000, 2_000, moment, () -> {});
    }

    /** The same with another number of slices. */
    public Settings withSlices(int other) {
      return new Settings(other, maxDifferences, maxQuestions, restMillis, moment, called);
    }

    /** The same with another number of milliseconds to follow up. */
    public Settings withMaxDifferences(int other) {
      return new Settings(slices, other, maxQuestions, restMillis, moment, called);
    }

    /** The same with another number of payments to ask for. */
    public Settings withMaxQuestions(long other) {
      return new Settings(slices, maxDifferences, other, restMillis, moment, called);
    }

    /** The same, telling of each call. */
    public Settings telling(Runnable other) {
      return new Settings(slices, maxDifferences, maxQuestions, restMillis, moment, other);
    }
  }

  /**
   * What two sides say of one processor.
   *
   * @param calls how often the processor was asked
   * @param complete whether everything was asked for that could explain a difference; else there
   *     are more differences or payments than {@link Settings} allow
   * @param failure why it could not be audited to the end, empty if it was
   */
  public record Statement(Totals here, Totals there, int calls, boolean complete, String failure) {}

  /**
   * What was compared.
   *
   * @param window the time that was compared
   * @param pending payments that a processor has, and of which we are still finding that out
   * @param processors by name
   */
  public record Result(TimeWindow window, long pending, SortedMap<String, Statement> processors) {}

  /** Creates one for a store and the processors by their names. */
  public ExternalAudit(
      Ledger ledger,
      Books books,
      Map<String, ? extends ProcessorBooks> processors,
      Settings settings) {
    this.ledger = ledger;
    this.books = books;
    this.processors = new TreeMap<>(processors);
    this.settings = settings;
  }

  /**
   * Compares once.
   *
   * @param asked payments with a {@code requestedAt} in there, as far as it lies in the past
   * @param nowMillis the time, in milliseconds since the epoch
   * @param breaks is told what was found
   * @throws dev.rinha.core.store.StoreException if our books cannot be read
   */
  public Result run(TimeWindow asked, long nowMillis, Consumer<Break> breaks) {
    long from = Math.max(0, asked.fromMillis());
    long to =
        AuditCutOff.before(books, Math.min(asked.toMillis(), nowMillis - settings.restMillis));
    if (to < from) {
      return new Result(new TimeWindow(from, from), 0, new TreeMap<>());
    }
    TimeWindow window = new TimeWindow(from, to);
    return new Comparison(window, breaks).run();
  }

  /** One run. */
  private final class Comparison {

    private final TimeWindow window;
    private final Attribution attribution;
    private final Consumer<Break> breaks;
    private final SortedMap<String, Side> sides = new TreeMap<>();

    Comparison(TimeWindow window, Consumer<Break> breaks) {
      this.window = window;
      this.breaks = breaks;
      processors.forEach(
          (name, real) -> sides.put(name, new Side(name, new CountedBooks(real, settings.called))));
      SortedMap<String, ProcessorBooks> counted = new TreeMap<>();
      sides.forEach((name, side) -> counted.put(name, side.books));
      this.attribution = new Attribution(ledger, books, counted, breaks, settings.maxQuestions);
    }

    Result run() {
      long beginning = Windows.beginning(books, settings.restMillis);
      if (window.fromMillis() < beginning) {
        TimeWindow older =
            new TimeWindow(window.fromMillis(), Math.min(window.toMillis(), beginning - 1));
        sides.values().forEach(side -> side.guarded(() -> side.lookBack(older)));
      }
      if (beginning <= window.toMillis()) {
        compare(new TimeWindow(Math.max(window.fromMillis(), beginning), window.toMillis()));
      }
      SortedMap<String, Statement> statements = new TreeMap<>();
      sides.forEach((name, side) -> statements.put(name, side.statement()));
      return new Result(window, attribution.pending(), statements);
    }

    private void compare(TimeWindow common) {
      List<TimeWindow> windows = Windows.of(common, books, settings.slices);
      sides.values().forEach(side -> side.guarded(() -> side.search(windows)));
      if (sides.values().stream().anyMatch(Side::differs)) {
        settings.moment.run();
        sides.values().forEach(side -> side.guarded(side::askAgain));
        sides.values().forEach(side -> side.guarded(side::askForOurs));
        sides.values().forEach(side -> side.guarded(side::explainRest));
      }
    }

    /** One processor. */
    private final class Side {

      private final String name;
      private final CountedBooks books;
      private List<Difference> differences = new ArrayList<>();
      private Totals here = Totals.NONE;
      private Totals there = Totals.NONE;
      private boolean complete = true;
      private String failure = "";

      Side(String name, CountedBooks books) {
        this.name = name;
        this.books = books;
      }

      /** Does nothing any more once the processor has failed to answer. */
      void guarded(Runnable step) {
        if (failure.isEmpty()) {
          try {
            step.run();
          } catch (UnavailableException e) {
            failure = String.valueOf(e.getMessage());
          }
        }
      }

      /** What it has from before we have anything is one break, however much it is. */
      void lookBack(TimeWindow older) {
        there = books.totals(older);
        if (there.count() > 0) {
          breaks.accept(new Break.OfTotals(Kind.OLDER_THAN_STORE, name, older, Totals.NONE, there));
        }
      }

      void search(List<TimeWindow> windows) {
        Bisection bisection = new Bisection(this::here, books::totals, settings.maxDifferences);
        differences = bisection.run(windows);
        here = bisection.allHere();
        there = there.plus(bisection.allThere());
      }

      private Totals here(TimeWindow part) {
        return ledger.summary(part).withProcessors(List.of(name)).of(name);
      }

      boolean differs() {
        return !differences.isEmpty();
      }

      void askAgain() {
        differences =
            differences.stream()
                .map(Difference::window)
                .map(part -> new Difference(part, here(part), books.totals(part)))
                .filter(again -> !again.here().equals(again.there()))
                .toList();
      }

      void askForOurs() {
        milliseconds().forEach(millisecond -> attribution.askForOurs(place(millisecond)));
      }

      void explainRest() {
        complete = attribution.explainRest(name, milliseconds().toList(), window);
        differences.stream()
            .filter(difference -> !difference.isOneMillisecond())
            .peek(_ -> complete = false)
            .map(
                rest ->
                    new Break.OfTotals(
                        Kind.TOTALS_DIFFER, name, rest.window(), rest.here(), rest.there()))
            .forEach(breaks);
      }

      private Stream<Difference> milliseconds() {
        return differences.stream().filter(Difference::isOneMillisecond);
      }

      private Intent place(Difference millisecond) {
        return new Intent(name, millisecond.window().fromMillis());
      }

      Statement statement() {
        return new Statement(here, there, books.calls(), complete, failure);
      }
    }
  }
}
