package dev.rinha.service.metrics;

import io.prometheus.metrics.core.metrics.Histogram;

/** How long deliveries to webhooks took, by webhook and what came of them. Thread safe. */
public final class WebhookTimes implements MetricsSource {

  private static final double NANOS = 1e9;

  private final Histogram seconds =
      Histogram.builder()
          .name("rinha_webhook_delivery_seconds")
          .help("Deliveries to webhooks, by webhook and outcome.")
          .labelNames("webhook", "outcome")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .withoutExemplars()
          .build();

  /** Takes note of one. */
  public void delivered(String webhook, boolean taken, long tookNanos) {
    seconds.labelValues(webhook, taken ? "delivered" : "failed").observe(tookNanos / NANOS);
  }

  @Override
  public void describe(Measurements now) {
    now.metric(seconds.collect());
  }
}
