package dev.rinha.core.audit;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Goes through aggregates and ledger together, minute by minute, and tells where they part.
 *
 * <p>The aggregates are a tree: a page of buckets is what one bucket of the level above holds. The
 * walk goes down where there is anything, and compares each bucket with its page; both are read in
 * one step, so that a payment that settles meanwhile is in both or in neither. At the bottom the
 * milliseconds of a minute are compared with the ledger, which takes several steps: the aggregates
 * are read, then the ledger, then what differs in the aggregates again. Where these have not
 * changed, nothing was settled or forgotten in between, since either changes a count. Where they
 * have, the minute is read once more. Minutes that only the ledger has are found because the ledger
 * is read without a gap.
 *
 * <p>Not thread safe.
 */
final class AggregateWalk {

  /** Buckets of one level in one step, together with their pages. */
  private static final int BUCKETS_PER_CALL = 12;

  private static final int MAX_READINGS = 4;
  private static final int SECONDS_PER_MINUTE = 60;

  private final Ledger ledger;
  private final Books books;
  private final TimeWindow window;
  private final Rows rows;
  private final Visitor visitor;
  private long nextMinute;

  /** Whoever wants to know. */
  interface Visitor {

    /** A bucket that is not the sum of its page. */
    void levelsDiffer(Break.OfTotals difference);

    /** Milliseconds of one second in which the aggregates are not what the ledger says. */
    void ledgerDiffers(long second, List<Correction> corrections);
  }

  AggregateWalk(Ledger ledger, Books books, TimeWindow window, Rows rows, Visitor visitor) {
    this.ledger = ledger;
    this.books = books;
    this.window =
        new TimeWindow(
            Math.clamp(window.fromMillis(), 0, TimeBuckets.MAX_MILLIS),
            Math.clamp(window.toMillis(), 0, TimeBuckets.MAX_MILLIS));
    this.rows = rows;
    this.visitor = visitor;
    this.nextMinute = Level.MINUTE.bucket(this.window.fromMillis());
  }

  void run() {
    descend(Level.KILODAY, 0);
    visitLedgerUntil(Level.MINUTE.bucket(window.toMillis()) + 1);
    PageBatch batch = new PageBatch();
    books.pages(batch::add);
    batch.compare();
  }

  private void descend(Level level, long page) {
    SortedSet<Long> used = used(books.buckets(List.of(level.wholePage(page))));
    for (List<Long> part : parts(used)) {
      compare(level, page, part.getFirst(), part.getLast());
      for (long bucket : part) {
        if (level == Level.MINUTE) {
          visitLedgerUntil(bucket);
          visit(bucket);
        } else {
          descend(below(level), bucket);
        }
      }
    }
  }

  /** The buckets that have anything and touch the window. */
  private SortedSet<Long> used(List<BucketTotals> buckets) {
    SortedSet<Long> used = new TreeSet<>();
    for (BucketTotals bucket : buckets) {
      TimeWindow span = bucket.window();
      if (span.toMillis() >= window.fromMillis() && span.fromMillis() <= window.toMillis()) {
        used.add(bucket.bucket());
      }
    }
    return used;
  }

  /** Neighbours that are close enough to be read in one step. */
  private static List<List<Long>> parts(Collection<Long> buckets) {
    List<List<Long>> parts = new ArrayList<>();
    for (long bucket : buckets) {
      if (parts.isEmpty() || bucket - parts.getLast().getFirst() >= BUCKETS_PER_CALL) {
        parts.add(new ArrayList<>());
      }
      parts.getLast().add(bucket);
    }
    return parts;
  }

  private void compare(Level level, long page, long first, long last) {
    long base = level.wholePage(page).firstBucket();
    List<Span> spans = new ArrayList<>();
    spans.add(new Span(level, page, (int) (first - base), (int) (last - base)));
    for (long bucket = first; bucket <= last; bucket++) {
      spans.add(below(level).wholePage(bucket));
    }
    LevelComparison.compare(level, books.buckets(spans)).forEach(visitor::levelsDiffer);
  }

  private static Level below(Level level) {
    return Level.all().get(level.ordinal() - 1);
  }

  /** Visits those minutes that are in the ledger, though the aggregates have nothing there. */
  private void visitLedgerUntil(long minute) {
    if (nextMinute >= minute) {
      return;
    }
    Set<Long> only = new TreeSet<>();
    ledger.entries(
        new TimeWindow(
            Level.MINUTE.window(nextMinute).fromMillis(),
            Level.MINUTE.window(minute - 1).toMillis()),
        entry -> only.add(Level.MINUTE.bucket(entry.requestedAtMillis())));
    only.forEach(this::visit);
    nextMinute = minute;
  }

  private void visit(long minute) {
    List<Correction> settled = List.of();
    boolean moving = true;
    for (int i = 0; i < MAX_READINGS && moving; i++) {
      List<Correction> seen = differences(minute, i == 0);
      Set<Correction> later = Set.copyOf(asSeenNow(seen));
      settled = seen.stream().filter(later::contains).toList();
      moving = settled.size() < seen.size();
    }
    bySecond(settled).forEach(visitor::ledgerDiffers);
    nextMinute = Math.max(nextMinute, minute + 1);
  }

  private List<Correction> differences(long minute, boolean first) {
    MinuteComparison comparison = new MinuteComparison();
    for (int second = 0; second < SECONDS_PER_MINUTE; second += BUCKETS_PER_CALL) {
      List<BucketTotals> buckets = seconds(minute, second);
      if (first) {
        LevelComparison.compare(Level.SECOND, buckets).forEach(visitor::levelsDiffer);
      }
      buckets.stream()
          .filter(bucket -> bucket.level() == Level.MILLI)
          .filter(bucket -> window.contains(bucket.bucket()))
          .forEach(comparison::addAggregate);
    }
    TimeWindow whole = Level.MINUTE.window(minute);
    ledger.entries(
        new TimeWindow(
            Math.max(whole.fromMillis(), window.fromMillis()),
            Math.min(whole.toMillis(), window.toMillis())),
        rows.counting(comparison::addLedger));
    return comparison.corrections();
  }

  private List<BucketTotals> seconds(long minute, int first) {
    int last = Math.min(SECONDS_PER_MINUTE, first + BUCKETS_PER_CALL) - 1;
    Span seconds = new Span(Level.SECOND, minute, first, last);
    List<Span> spans = new ArrayList<>(List.of(seconds));
    for (long second = seconds.firstBucket(); second <= seconds.lastBucket(); second++) {
      spans.add(Level.MILLI.wholePage(second));
    }
    return books.buckets(spans);
  }

  /** The same corrections with what the aggregates say now. */
  private List<Correction> asSeenNow(List<Correction> corrections) {
    Map<Slot, Totals> now = new HashMap<>();
    for (long second : bySecond(corrections).keySet()) {
      for (BucketTotals bucket : books.buckets(List.of(Level.MILLI.wholePage(second)))) {
        now.put(new Slot(bucket.processor(), bucket.bucket()), bucket.totals());
      }
    }
    return corrections.stream()
        .map(
            correction ->
                new Correction(
                    correction.processor(),
                    correction.millis(),
                    now.getOrDefault(
                        new Slot(correction.processor(), correction.millis()), Totals.NONE),
                    correction.right()))
        .toList();
  }

  private record Slot(String processor, long millis) {}

  /** Finds pages to which no bucket leads, though a summary of a short window reads them. */
  private final class PageBatch {

    private static final int PAGES = 1_000;

    private final List<Span> pages = new ArrayList<>();

    void add(Span page) {
      if (page.level() != Level.KILODAY && touchesWindow(page)) {
        pages.add(page);
      }
      if (pages.size() == PAGES) {
        compare();
      }
    }

    private boolean touchesWindow(Span page) {
      return page.level().window(page.lastBucket()).toMillis() >= window.fromMillis()
          && page.level().window(page.firstBucket()).fromMillis() <= window.toMillis();
    }

    void compare() {
      Set<Span> holders = new HashSet<>();
      pages.forEach(page -> holders.add(holder(page)));
      Set<Place> used = new HashSet<>();
      for (BucketTotals bucket : books.buckets(List.copyOf(holders))) {
        used.add(new Place(bucket.level(), bucket.bucket()));
      }
      for (Span page : Set.copyOf(pages)) {
        Level above = above(page.level());
        if (!used.contains(new Place(above, page.page()))) {
          long holder = holder(page).page();
          AggregateWalk.this.compare(above, holder, page.page(), page.page());
        }
      }
      pages.clear();
    }

    private static Span holder(Span page) {
      Level above = above(page.level());
      return above.wholePage(page.page() / above.bucketsPerPage());
    }
  }

  private record Place(Level level, long bucket) {}

  private static Level above(Level level) {
    return Level.all().get(level.ordinal() + 1);
  }

  private static SortedMap<Long, List<Correction>> bySecond(List<Correction> corrections) {
    SortedMap<Long, List<Correction>> bySecond = new TreeMap<>();
    for (Correction correction : corrections) {
      bySecond
          .computeIfAbsent(Level.SECOND.bucket(correction.millis()), _ -> new ArrayList<>())
          .add(correction);
    }
    return bySecond;
  }
}
