package dev.rinha.core.store.redis;

import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.Totals;
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

  private final SortedMap<String, Totals> totals = new TreeMap<>();
  private final Map<Integer, String> processors;

  private SummaryPages(Map<Integer, String> processors) {
    this.processors = processors;
  }

  /** What the script needs to be asked for a window. */
  static Arguments wanted(List<Span> spans) {
    Arguments arguments = new Arguments();
    spans.forEach(span -> arguments.add(span.level().letter() + ":" + span.page()));
    return arguments;
  }

  /** Sums what the script answered. */
  static Summary sum(List<Span> spans, Reply reply) {
    SummaryPages pages = new SummaryPages(reply.processors(0));
    for (int i = 0; i < spans.size(); i++) {
      pages.add(spans.get(i), reply.list(i + 1));
    }
    return new Summary(pages.totals);
  }

  private void add(Span span, Reply page) {
    for (int i = 0; i + 1 < page.size(); i += 2) {
      add(span, page.text(i), page.text(i + 1));
    }
  }

  private void add(Span span, String field, String value) {
    int mark = endOfDigits(field);
    if (!span.contains(Integer.parseInt(field, mark + 1, field.length(), 10))) {
      return;
    }
    int processor = Integer.parseInt(field, 0, mark, 10);
    totals.merge(
        RecordText.processor(processors, processor),
        span.level() == Level.MILLI ? packed(value) : single(field.charAt(mark), value),
        Totals::plus);
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
