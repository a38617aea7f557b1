package dev.rinha.service.dashboard;

import io.prometheus.metrics.model.snapshots.Labels;

/**
 * Something that is drawn over time. Immutable.
 *
 * @param name by which the page knows it
 */
record MetricSeries(String name, Reader reader) {

  private static final double MILLIS = 1e3;

  /** Reads a value from two readings, the earlier first. Not a number if there is none. */
  @FunctionalInterface
  interface Reader {
    double read(Reading before, Reading now);
  }

  /** The value of a metric as it is. */
  static MetricSeries value(String name, String metric) {
    return new MetricSeries(name, (_, now) -> now.value(metric));
  }

  /** By how much a metric grows per second; by nothing when it begins anew. */
  static MetricSeries rate(String name, String metric) {
    return new MetricSeries(
        name,
        (before, now) -> {
          double seconds = (now.atMillis() - before.atMillis()) / MILLIS;
          double grown = now.counted(metric) - before.counted(metric);
          return seconds > 0 ? Math.max(0, grown) / seconds : Double.NaN;
        });
  }

  /** A percentile of the times measured between the two, in seconds. */
  static MetricSeries quantile(String name, double part, String histogram, String... labels) {
    Labels wanted = Labels.of(labels);
    return new MetricSeries(
        name,
        (before, now) ->
            Quantile.of(
                part,
                Quantile.between(before.counts(histogram, wanted), now.counts(histogram, wanted))));
  }
}
