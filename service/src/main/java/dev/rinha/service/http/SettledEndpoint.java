package dev.rinha.service.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * {@code POST /settled}, which other processes ask before they read the store: 204 once everything
 * is written that processors had answered this worker. Thread safe.
 */
final class SettledEndpoint implements Handler {

  static final String PATH = "/settled";

  private final Runnable awaitSettled;

  SettledEndpoint(Runnable awaitSettled) {
    this.awaitSettled = awaitSettled;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    awaitSettled.run();
    response.status(Status.NO_CONTENT_204).send();
  }
}
