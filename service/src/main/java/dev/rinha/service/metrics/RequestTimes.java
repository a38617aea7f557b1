package dev.rinha.service.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.TimeUnit;

/** How long requests took, by route and status. Thread safe. */
public final class RequestTimes implements MetricsSource {

  private final Histogram seconds;

  /**
   * @param name of the metric: what operators ask for is not counted among what clients do
   */
  public RequestTimes(String name) {
    seconds =
        Histogram.builder()
            .name(name)
            .help("Requests until their answer was sent, by route and status.")
            .labelNames("route", "status")
            .classicOnly()
            .classicUpperBounds(
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .withoutExemplars()
            .build();
  }

  /**
   * Takes note of a request.
   *
   * @param route its path, with names in braces for what differs; {@code other} where none answers
   */
  public void observe(String route, String status, long tookNanos) {
    seconds.labelValues(route, status).observe((double) tookNanos / TimeUnit.SECONDS.toNanos(1));
  }

  /** Takes note of one that was refused before it had a route, which takes no time to speak of. */
  public void refused(String status) {
    observe("none", status, 0);
  }

  @Override
  public void describe(Measurements now) {
    now.metric(seconds.collect());
  }
}
