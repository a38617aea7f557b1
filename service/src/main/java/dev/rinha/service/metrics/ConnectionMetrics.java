package dev.rinha.service.metrics;

import dev.rinha.core.processor.ConnectionCounts;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Measures the connections to the processors. Thread safe. */
public final class ConnectionMetrics implements MetricsSource {

  private final SortedMap<String, Supplier<ConnectionCounts>> processors;

  /**
   * @param processors tells of each what there is at the moment
   */
  public ConnectionMetrics(Map<String, Supplier<ConnectionCounts>> processors) {
    this.processors = new TreeMap<>(processors);
  }

  @Override
  public void describe(Measurements now) {
    Map<String, ConnectionCounts> counts = new TreeMap<>();
    processors.forEach((name, source) -> counts.put(name, source.get()));
    now.gauge("rinha_processor_connections", "Connections to the processor, by state.");
    counts.forEach(
        (name, count) ->
            now.value(count.inUse(), "processor", name, "state", "in_use")
                .value(count.idle(), "processor", name, "state", "idle"));
    now.counter("rinha_processor_connections_opened_total", "Connections that were ever made.");
    counts.forEach((name, count) -> now.value(count.opened(), "processor", name));
  }
}
