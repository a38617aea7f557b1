package dev.rinha.service.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Logger;

/**
 * {@code POST /purge-payments}: forgets all payments and answers when it is done. A body is not
 * needed and not read. Thread safe.
 */
final class PurgeEndpoint implements Handler {

  private static final Logger LOG = Logger.getLogger(PurgeEndpoint.class.getName());

  private static final byte[] PURGED =
      "{\"message\":\"all payments purged\"}".getBytes(StandardCharsets.UTF_8);

  private final Purge purge;
  private final Duration retryAfter;

  PurgeEndpoint(Purge purge, Duration retryAfter) {
    this.purge = purge;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    StoreCalls.answered(
        () -> {
          purge.purge();
          return PURGED;
        },
        retryAfter);
    LOG.info("all payments purged");
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(PURGED);
  }
}
