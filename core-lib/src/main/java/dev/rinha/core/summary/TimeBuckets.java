package dev.rinha.core.summary;

import dev.rinha.core.payment.RequestedAt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How time is cut into buckets so that the totals of any window, exact to the millisecond, are the
 * sum of a bounded number of buckets.
 *
 * <p>The idea is that of a ruler: every payment is counted once at each {@link Level}, and a window
 * is covered by fine buckets at its two ends and by ever coarser ones towards its middle. A window
 * therefore never needs more than two {@link Span}s per level, eleven in all, whether it lasts a
 * second or a century. The price is one update per level when a payment settles. Rejected: one list
 * of payments sorted by time (reading grows with history) and prefix sums (a late settlement would
 * rewrite everything after it).
 *
 * <p>Buckets of a level that are read together lie in one page: the bucket of the next level above
 * them.
 *
 * <p>Pure functions; thread safe.
 */
public final class TimeBuckets {

  /** The last millisecond of the year 9999; later times are not representable. */
  public static final long MAX_MILLIS = RequestedAt.MAX_MILLIS;

  /** A width of buckets, finest first. */
  public enum Level {
    /** One millisecond, 1000 in a page. */
    MILLI('f', 1),
    /** One second, 60 in a page. */
    SECOND('s', TimeUnit.SECONDS.toMillis(1)),
    /** One minute, 60 in a page. */
    MINUTE('m', TimeUnit.MINUTES.toMillis(1)),
    /** One hour, 24 in a page. */
    HOUR('h', TimeUnit.HOURS.toMillis(1)),
    /** One day, 1024 in a page. */
    DAY('d', TimeUnit.DAYS.toMillis(1)),
    /** 1024 days; all of them are in one page. */
    KILODAY('e', TimeUnit.DAYS.toMillis(1024));

    private static final List<Level> ALL = List.of(values());

    private final char letter;
    private final long widthMillis;

    Level(char letter, long widthMillis) {
      this.letter = letter;
      this.widthMillis = widthMillis;
    }

    /** The level that a letter names. */
    public static Optional<Level> of(char letter) {
      return ALL.stream().filter(level -> level.letter == letter).findFirst();
    }

    /** All levels, finest first. */
    public static List<Level> all() {
      return ALL;
    }

    /** One letter that names the level where space matters. */
    public char letter() {
      return letter;
    }

    /** The number of the bucket that holds this millisecond, counted from the epoch. */
    public long bucket(long millis) {
      return millis / widthMillis;
    }

    /** The time that a bucket spans. */
    public TimeWindow window(long bucket) {
      return new TimeWindow(bucket * widthMillis, (bucket + 1) * widthMillis - 1);
    }

    /** All buckets of a page: those that one bucket of the next level above holds. */
    public Span wholePage(long page) {
      return new Span(this, page, 0, (int) bucketsPerPage() - 1);
    }

    /** How many buckets a page has. */
    public long bucketsPerPage() {
      return this == KILODAY ? MAX_MILLIS / widthMillis + 1 : above().widthMillis / widthMillis;
    }

    private Level above() {
      return ALL.get(ordinal() + 1);
    }
  }

  /**
   * Neighbouring buckets in one page.
   *
   * @param page the number of the page, counted from the epoch
   * @param firstIndex the first bucket, counted from the beginning of the page
   * @param lastIndex the last bucket, included
   */
  public record Span(Level level, long page, int firstIndex, int lastIndex) {

    /** Whether the bucket with this index is one of them. */
    public boolean contains(int index) {
      return firstIndex <= index && index <= lastIndex;
    }

    /** The number of the first bucket, counted from the epoch. */
    public long firstBucket() {
      return bucket(firstIndex);
    }

    /** The number of the last bucket, counted from the epoch. */
    public long lastBucket() {
      return bucket(lastIndex);
    }

    /** The number of the bucket with this index, counted from the epoch. */
    public long bucket(int index) {
      return page * level.bucketsPerPage() + index;
    }
  }

  private TimeBuckets() {}

  /**
   * The spans that together hold every millisecond of the window once. Bounds outside of the epoch
   * and {@link #MAX_MILLIS} are moved there.
   *
   * @return at most two spans per level, finest level first; empty if the window ends before the
   *     epoch
   */
  public static List<Span> cover(TimeWindow window) {
    long first = Math.max(0, window.fromMillis());
    long end = Math.min(MAX_MILLIS, window.toMillis()) + 1;
    List<Span> spans = new ArrayList<>();
    for (Level level : Level.ALL) {
      if (first >= end) {
        return spans;
      }
      long perPage = level.bucketsPerPage();
      long firstPage = first / perPage;
      long endPage = end / perPage;
      if (firstPage == endPage) {
        spans.add(span(level, firstPage, first % perPage, end % perPage));
        return spans;
      }
      if (first % perPage > 0) {
        spans.add(span(level, firstPage, first % perPage, perPage));
        firstPage++;
      }
      if (end % perPage > 0) {
        spans.add(span(level, endPage, 0, end % perPage));
      }
      first = firstPage;
      end = endPage;
    }
    return spans;
  }

  private static Span span(Level level, long page, long firstIndex, long endIndex) {
    return new Span(level, page, (int) firstIndex, (int) endIndex - 1);
  }

  /**
   * Passes on a time that can be put into a bucket.
   *
   * @throws IllegalArgumentException if it is before the epoch or after {@link #MAX_MILLIS}
   */
  public static long requireCountable(long millis) {
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException(
          "a time must be 0 to " + MAX_MILLIS + " milliseconds since the epoch, was " + millis);
    }
    return millis;
  }
}
