package dev.rinha.service.metrics;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code GET /metrics}: what this process measures, in the text format of Prometheus. Thread safe.
 */
public final class MetricsEndpoint implements Handler {

  private static final Header CONTENT_TYPE =
      HeaderValues.createCached(
          HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

  private final List<MetricsSource> sources;

  public MetricsEndpoint(List<MetricsSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    MetricsText text = new MetricsText();
    sources.forEach(source -> source.describe(text));
    response.header(CONTENT_TYPE).send(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
