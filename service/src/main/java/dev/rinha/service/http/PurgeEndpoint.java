package dev.rinha.service.http;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
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
  private final OperatorLog log;
  private final InstantSource clock;
  private final Duration retryAfter;

  /**
   * @param log has whose order it was before it is carried out
   */
  PurgeEndpoint(Purge purge, OperatorLog log, InstantSource clock, Duration retryAfter) {
    this.purge = purge;
    this.log = log;
    this.clock = clock;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    OperatorAct act = Caller.of(request).act(clock.millis(), "purge", "all payments", "");
    StoreCalls.answered(
        () -> {
          log.append(act);
          purge.purge();
          return PURGED;
        },
        retryAfter);
    LOG.info("all payments purged by " + act.who() + " from " + act.from());
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(PURGED);
  }
}
