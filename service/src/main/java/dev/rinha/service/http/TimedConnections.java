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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 whose requests have to arrive within a time, head and body each: the web server itself
 * waits for a slow sender as long as it likes. A connection that is too slow is closed, within half
 * a second more; so is a new one that does not begin a request. Thread safe.
 */
final class TimedConnections implements ServerConnectionSelector {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final ServerConnectionSelector http;
  private final long timeoutNanos;
  private final CompletableFuture<?> stop;
  private final Set<TimedConnection> open = ConcurrentHashMap.newKeySet();

  /**
   * @param maxHeadBytes of the first line, and of the headers together
   * @param timeout for the head and for the body of a request
   * @param stop ends the looking
   */
  TimedConnections(int maxHeadBytes, Duration timeout, CompletableFuture<?> stop) {
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
    this.timeoutNanos = timeout.toNanos();
    this.stop = stop;
    Thread.ofVirtual().name("slow-requests").start(this::look);
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    TimedConnection timed = new TimedConnection(context, http::connection, open::remove);
    open.add(timed);
    return timed;
  }

  private void look() {
    while (!stopsWithin(LOOK_EVERY)) {
      long now = System.nanoTime();
      for (TimedConnection connection : open) {
        if (connection.waitsLonger(timeoutNanos, now)) {
          connection.hangUp();
        }
      }
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
