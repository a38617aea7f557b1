package dev.rinha.service.metrics;

import dev.rinha.core.store.StoreCallObserver;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.atomic.AtomicInteger;

/** How long calls of the store took, by operation. Thread safe. */
public final class StoreTimes implements StoreCallObserver, MetricsSource {

  private static final double NANOS = 1e9;

  private final Histogram seconds =
      Histogram.builder()
          .name("rinha_store_call_seconds")
          .help("Calls of the store, by operation.")
          .labelNames("operation")
          .classicOnly()
          .classicUpperBounds(0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 2.5)
          .withoutExemplars()
          .build();

  private final AtomicInteger waiting = new AtomicInteger();

  @Override
  public void began(String operation) {
    waiting.incrementAndGet();
  }

  @Override
  public void called(String operation, long tookNanos) {
    waiting.decrementAndGet();
    seconds.labelValues(operation).observe(tookNanos / NANOS);
  }

  @Override
  public void describe(Measurements now) {
    now.metric(seconds.collect());
    now.gauge("rinha_store_calls_waiting", "Calls of the store that wait for their answer.")
        .value(waiting.get());
  }
}
