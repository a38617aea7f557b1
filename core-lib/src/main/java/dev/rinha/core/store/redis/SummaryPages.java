package dev.rinha.core.store.redis;

import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the aggregates: one hash per page of buckets. The fields of a page of milliseconds are
 * {@code processor:index = count:cents}, one for each processor and bucket, because at hundreds of
 * payments per second two would not fit into the compact form of a hash. In all other pages they
 * are {@code processor c index = count} and {@code processor s index = cents}.
 */
final class SummaryPages {

  /** Takes what is in one field of a page; count and cents of a bucket may come one by one. */
  @FunctionalInterface
  private interface Reader {
    void read(Span span, int index, String processor, Totals totals);
  }

  private final Map<Integer, String> processors;
  private final Reader reader;

  private SummaryPages(Map<Integer, String> processors, Reader reader) {
    this.processors = processors;
    this.reader = reader;
  }

  /** Asks the script for a window. */
  static void want(Arguments arguments, List<Span> spans) {
    spans.forEach(span -> arguments.page(span.level(), span.page()));
  }

  /** Sums what the script answered. */
  static Summary sum(List<Span> spans, Reply reply) {
    SortedMap<String, Totals> totals = new TreeMap<>();
    read(spans, reply, (_, _, processor, more) -> totals.merge(processor, more, Totals::plus));
    return new Summary(totals);
  }

  /** The buckets one by one. */
  static List<BucketTotals> buckets(List<Span> spans, Reply reply) {
    List<BucketTotals> buckets = new ArrayList<>();
    Map<Place, Totals> halves = new HashMap<>();
    read(
        spans,
        reply,
        (span, index, processor, totals) -> {
          long number = span.bucket(index);
          if (span.level() == Level.MILLI) {
            buckets.add(new BucketTotals(Level.MILLI, number, processor, totals));
          } else {
            halves.merge(new Place(span.level(), number, processor), totals, Totals::plus);
          }
        });
    halves.forEach((place, totals) -> buckets.add(place.holding(totals)));
    return buckets;
  }

  private record Place(Level level, long bucket, String processor) {
    private BucketTotals holding(Totals totals) {
      return new BucketTotals(level, bucket, processor, totals);
    }
  }

  private static void read(List<Span> spans, Reply reply, Reader reader) {
    SummaryPages pages = new SummaryPages(reply.processors(0), reader);
    for (int i = 0; i < spans.size(); i++) {
      pages.read(spans.get(i), reply.list(i + 1));
    }
  }

  private void read(Span span, Reply page) {
    for (int i = 0; i + 1 < page.size(); i += 2) {
      read(span, page.text(i), page.text(i + 1));
    }
  }

  private void read(Span span, String field, String value) {
    int mark = endOfDigits(field);
    int index = Integer.parseInt(field, mark + 1, field.length(), 10);
    if (span.contains(index)) {
      int processor = Integer.parseInt(field, 0, mark, 10);
      reader.read(
          span,
          index,
          RecordText.processor(processors, processor),
          span.level() == Level.MILLI ? packed(value) : single(field.charAt(mark), value));
    }
  }

  private static int endOfDigits(String field) {
    int end = 0;
    while (Character.isDigit(field.charAt(end))) {
      end++;
    }
    return end;
  }

  private static Totals packed(String value) {
    int mark = value.indexOf(':');
    return new Totals(
        Long.parseLong(value, 0, mark, 10), Long.parseLong(value, mark + 1, value.length(), 10));
  }

  private static Totals single(char kind, String value) {
    long number = Long.parseLong(value);
    return kind == 'c' ? new Totals(number, 0) : new Totals(0, number);
  }
}
