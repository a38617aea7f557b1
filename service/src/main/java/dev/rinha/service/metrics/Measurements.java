package dev.rinha.service.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/**
 * Present values, asked for when somebody reads the metrics. Confined to one thread.
 *
 * <p>A metric is begun by its name, and its values are added to it.
 */
public final class Measurements {

  private static final String TOTAL = "_total";

  private final MetricSnapshots.Builder all = MetricSnapshots.builder();
  private Adding adding = (_, _) -> {};
  private Supplier<? extends MetricSnapshot> begun = () -> null;

  @FunctionalInterface
  private interface Adding {
    void add(double value, Labels labels);
  }

  /** What one source measures now. */
  static MetricSnapshots of(MetricsSource source) {
    Measurements now = new Measurements();
    source.describe(now);
    return now.complete();
  }

  /** Begins a metric that only grows while the process lives; its name ends with {@code _total}. */
  public Measurements counter(String name, String help) {
    end();
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name(name.substring(0, name.length() - TOTAL.length()))
            .help(help);
    adding =
        (value, labels) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder().value(value).labels(labels).build());
    begun = counter::build;
    return this;
  }

  /** Begins a metric that goes up and down. */
  public Measurements gauge(String name, String help) {
    end();
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    adding =
        (value, labels) ->
            gauge.dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    begun = gauge::build;
    return this;
  }

  /**
   * Adds a value to the metric that was begun last.
   *
   * @param labels names and values in turn
   */
  public Measurements value(double value, String... labels) {
    adding.add(value, Labels.of(labels));
    return this;
  }

  /** Adds a time as seconds, the unit of the format, to the metric that was begun last. */
  public Measurements seconds(double millis, String... labels) {
    return value(millis / 1000, labels);
  }

  /** Adds a metric that is measured elsewhere. */
  public Measurements metric(MetricSnapshot measured) {
    all.metricSnapshot(measured);
    return this;
  }

  private void end() {
    MetricSnapshot metric = begun.get();
    if (metric != null) {
      all.metricSnapshot(metric);
    }
  }

  /** All that was added; called once. */
  public MetricSnapshots complete() {
    end();
    return all.build();
  }
}
