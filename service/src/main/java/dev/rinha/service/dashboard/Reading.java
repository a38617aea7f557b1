package dev.rinha.service.dashboard;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics as they were at one moment, by name and labels. Immutable.
 *
 * @param atMillis in milliseconds since the epoch
 * @param values of counters and gauges, named as {@code GET /metrics} does: {@code
 *     rinha_store_payments{state="queued"}}
 */
record Reading(
    long atMillis,
    Map<String, Double> values,
    Map<String, List<HistogramDataPointSnapshot>> times) {

  static Reading of(long atMillis, MetricSnapshots metrics) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, List<HistogramDataPointSnapshot>> times = new LinkedHashMap<>();
    for (MetricSnapshot metric : metrics) {
      String name = metric.getMetadata().getPrometheusName();
      switch (metric) {
        case CounterSnapshot counter ->
            counter
                .getDataPoints()
                .forEach(
                    point -> values.put(key(name + "_total", point.getLabels()), point.getValue()));
        case GaugeSnapshot gauge ->
            gauge
                .getDataPoints()
                .forEach(point -> values.put(key(name, point.getLabels()), point.getValue()));
        case HistogramSnapshot histogram -> times.put(name, histogram.getDataPoints());
        default -> {} // There is no other kind among ours.
      }
    }
    return new Reading(atMillis, values, times);
  }

  private static String key(String name, Labels labels) {
    if (labels.isEmpty()) {
      return name;
    }
    List<String> pairs = new ArrayList<>();
    labels.forEach(label -> pairs.add(label.getName() + "=\"" + label.getValue() + "\""));
    return name + "{" + String.join(",", pairs) + "}";
  }

  /** A counter or gauge; not a number if it is not measured now. */
  double value(String key) {
    return values.getOrDefault(key, Double.NaN);
  }

  /** The same; a counter that nobody has counted yet is 0. */
  double counted(String key) {
    return values.getOrDefault(key, key.contains("_total") ? 0 : Double.NaN);
  }

  /**
   * How many times were measured up to each bound, of all label sets that have these labels.
   *
   * @return by upper bound in seconds, each without those below it
   */
  TreeMap<Double, Long> counts(String histogram, Labels labels) {
    TreeMap<Double, Long> counts = new TreeMap<>();
    for (HistogramDataPointSnapshot point : times.getOrDefault(histogram, List.of())) {
      if (labels.stream()
          .allMatch(label -> label.getValue().equals(point.getLabels().get(label.getName())))) {
        point
            .getClassicBuckets()
            .forEach(bucket -> counts.merge(bucket.getUpperBound(), bucket.getCount(), Long::sum));
      }
    }
    return counts;
  }
}
