package dev.rinha.service.metrics;

import java.util.Locale;

/**
 * Builds a text in the exposition format of Prometheus, version 0.0.4. Values are whole numbers as
 * long as they can be. Confined to one thread.
 */
public final class MetricsText {

  private final StringBuilder text = new StringBuilder(4096);
  private String name = "";

  /** Begins a metric that only grows while the process lives; its name ends with {@code _total}. */
  public MetricsText counter(String counterName, String help) {
    return metric(counterName, "counter", help);
  }

  /** Begins a metric that goes up and down. */
  public MetricsText gauge(String gaugeName, String help) {
    return metric(gaugeName, "gauge", help);
  }

  private MetricsText metric(String newName, String type, String help) {
    name = newName;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * Adds a value to the metric that was begun last.
   *
   * @param labels names and values in turn
   */
  public MetricsText value(long value, String... labels) {
    return sample(Long.toString(value), labels);
  }

  /** Adds a time as seconds, the unit of the format, to the metric that was begun last. */
  public MetricsText seconds(double millis, String... labels) {
    return sample(String.format(Locale.ROOT, "%.6f", millis / 1000), labels);
  }

  private MetricsText sample(String value, String... labels) {
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
