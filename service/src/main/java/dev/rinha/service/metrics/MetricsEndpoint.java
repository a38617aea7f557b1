package dev.rinha.service.metrics;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * {@code GET /metrics}: what this process measures, in the text format of Prometheus, or in that of
 * OpenMetrics for whoever asks for it. Thread safe.
 */
public final class MetricsEndpoint implements Handler {

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final List<MetricsSource> sources;

  public MetricsEndpoint(List<MetricsSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    Measurements now = new Measurements();
    sources.forEach(source -> source.describe(now));
    String accept = request.headers().value(HeaderNames.ACCEPT).orElse("");
    ExpositionFormatWriter writer =
        accept.contains(OPEN_METRICS)
            ? OpenMetricsTextFormatWriter.create()
            : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, now.complete(), EscapingScheme.UNDERSCORE_ESCAPING);
    response.header(HeaderNames.CONTENT_TYPE, writer.getContentType()).send(text.toByteArray());
  }
}
