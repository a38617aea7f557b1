package dev.rinha.bench.report;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.load.ExecutionSample;
import dev.rinha.bench.load.LoadMeasurements.SecondFigures;
import dev.rinha.bench.schedule.Both;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run in columns of one second, or of several when it was too long to show each: the load and its
 * latencies as the client saw them, execution as the processors told it, load and drain alike.
 * Immutable.
 *
 * @param columnSeconds length of a column
 * @param columns at least one
 */
record RunTimeline(int columnSeconds, List<Column> columns) {

  /** Columns that can be told apart on a page, and a bound on its size. */
  static final int MOST_COLUMNS = 600;

  private static final double UNKNOWN = Double.NaN;

  /**
   * What happened from its second on. Rates are per second, NaN means not measured. Of several
   * seconds in a column rates are the mean and all else is the worst.
   *
   * @param p50Micros latency of the payments answered
   * @param executed payments executed by each processor
   * @param backlog payments accepted and not executed, at the end
   */
  record Column(
      int second,
      double users,
      double sent,
      double accepted,
      double failed,
      double p50Micros,
      double p90Micros,
      double p99Micros,
      double maxMicros,
      Both<Double> executed,
      double backlog) {}

  static RunTimeline of(List<SecondFigures> seconds, List<ExecutionSample> samples) {
    Execution execution = Execution.of(samples);
    int length = Math.max(1, Math.max(seconds.size(), execution.length()));
    List<Column> columns = new ArrayList<>();
    for (int second = 0; second < length; second++) {
      columns.add(
          second < seconds.size()
              ? column(seconds.get(second), execution)
              : quiet(second, execution));
    }
    return new RunTimeline(1, columns).thinned();
  }

  private static Column column(SecondFigures figures, Execution execution) {
    boolean answered = figures.maxMicros() > 0;
    return new Column(
        figures.second(),
        figures.users(),
        figures.sent(),
        figures.accepted(),
        figures.failed(),
        answered ? figures.p50Micros() : UNKNOWN,
        answered ? figures.p90Micros() : UNKNOWN,
        answered ? figures.p99Micros() : UNKNOWN,
        answered ? figures.maxMicros() : UNKNOWN,
        execution.executed(figures.second()),
        execution.backlog(figures.second()));
  }

  /** A second of the drain, when nobody posts. */
  private static Column quiet(int second, Execution execution) {
    return new Column(
        second,
        0,
        0,
        0,
        0,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        execution.executed(second),
        execution.backlog(second));
  }

  private RunTimeline thinned() {
    int group = Math.ceilDiv(columns.size(), MOST_COLUMNS);
    if (group == 1) {
      return this;
    }
    List<Column> thinned = new ArrayList<>();
    for (int from = 0; from < columns.size(); from += group) {
      thinned.add(merged(columns.subList(from, Math.min(columns.size(), from + group))));
    }
    return new RunTimeline(group, List.copyOf(thinned));
  }

  private static Column merged(List<Column> group) {
    return new Column(
        group.getFirst().second(),
        worst(group.stream().map(Column::users)),
        mean(group.stream().map(Column::sent)),
        mean(group.stream().map(Column::accepted)),
        mean(group.stream().map(Column::failed)),
        worst(group.stream().map(Column::p50Micros)),
        worst(group.stream().map(Column::p90Micros)),
        worst(group.stream().map(Column::p99Micros)),
        worst(group.stream().map(Column::maxMicros)),
        new Both<>(
            mean(group.stream().map(column -> column.executed().primary())),
            mean(group.stream().map(column -> column.executed().fallback()))),
        worst(group.stream().map(Column::backlog)));
  }

  private static double mean(Stream<Double> values) {
    return known(values).stream().mapToDouble(value -> value).average().orElse(UNKNOWN);
  }

  private static double worst(Stream<Double> values) {
    return known(values).stream().mapToDouble(value -> value).max().orElse(UNKNOWN);
  }

  private static List<Double> known(Stream<Double> values) {
    return values.filter(value -> !Double.isNaN(value)).toList();
  }

  /** Samples turned into what was executed in each second; their sum is that of the last sample. */
  private record Execution(Both<double[]> executed, double[] backlog) {

    static Execution of(List<ExecutionSample> samples) {
      int length = samples.isEmpty() ? 0 : Math.max(1, second(samples.getLast()));
      var execution = new Execution(new Both<>(unknown(length), unknown(length)), unknown(length));
      ExecutionSample before =
          new ExecutionSample(0, 0, new Both<>(RecordedTotals.NONE, RecordedTotals.NONE));
      for (ExecutionSample sample : samples) {
        execution.add(before, sample);
        before = sample;
      }
      return execution;
    }

    private static double[] unknown(int length) {
      double[] values = new double[length];
      Arrays.fill(values, UNKNOWN);
      return values;
    }

    /** Samples are taken at full seconds, or a little later. */
    private static int second(ExecutionSample sample) {
      return Math.toIntExact(Math.round(sample.atMillis() / 1000.0));
    }

    /** Spreads what was executed between two samples evenly over the seconds between them. */
    private void add(ExecutionSample before, ExecutionSample sample) {
      int to = Math.clamp(second(sample), 1, length());
      int from = Math.min(second(before), to - 1);
      spread(executed.primary(), from, to, count(sample).primary() - count(before).primary());
      spread(executed.fallback(), from, to, count(sample).fallback() - count(before).fallback());
      rise(from, to, before.backlog(), sample.backlog());
    }

    /** A straight line from what waited before to what waits now, at the end of the last second. */
    private void rise(int from, int to, double before, double now) {
      for (int second = from; second < to; second++) {
        backlog[second] = before + (now - before) * (second + 1 - from) / (to - from);
      }
    }

    private static Both<Long> count(ExecutionSample sample) {
      return sample.executed().map(RecordedTotals::count);
    }

    private static void spread(double[] rates, int from, int to, double count) {
      for (int second = from; second < to; second++) {
        double already = Double.isNaN(rates[second]) ? 0 : rates[second];
        rates[second] = already + count / (to - from);
      }
    }

    int length() {
      return backlog.length;
    }

    Both<Double> executed(int second) {
      return executed.map(rates -> second < length() ? rates[second] : UNKNOWN);
    }

    double backlog(int second) {
      return second < length() ? backlog[second] : UNKNOWN;
    }
  }
}
