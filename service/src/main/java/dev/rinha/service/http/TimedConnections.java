package dev.rinha.service.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 whose requests have to arrive within a time, head and body each, and whose answers have
 * to be taken: the web server itself waits for a slow client as long as that likes. A connection
 * that is too slow is closed, within half a second more; so is a new one that does not begin a
 * request, also one whose handshake of TLS does not come to its end. Thread safe.
 */
final class TimedConnections implements ServerConnectionSelector {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final ServerConnectionSelector http;
  private final OpenConnections open;
  private final CompletableFuture<?> stop;

  /**
   * @param maxHeadBytes of the first line, and of the headers together
   * @param open knows all since they were accepted
   * @param stop ends the looking
   */
  TimedConnections(int maxHeadBytes, OpenConnections open, CompletableFuture<?> stop) {
    this.http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(maxHeadBytes)
                    .maxHeadersSize(maxHeadBytes)
                    // No others beside them: of two listeners Helidon 4.5 tells none.
                    .addReceiveListener(TimedConnection.REQUESTS)
                    .addSendListener(TimedConnection.ANSWERS)
                    .build())
            .build();
    this.open = open;
    this.stop = stop;
    Thread.ofVirtual().name("slow-requests").start(this::look);
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    TimedConnection timed = new TimedConnection(context, http::connection);
    open.handles(context, timed);
    return timed;
  }

  private void look() {
    while (!stopsWithin(LOOK_EVERY)) {
      open.closeLateOnes(System.nanoTime());
    }
  }

  private boolean stopsWithin(Duration time) {
    try {
      stop.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      // It stops all the same.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }
}
