package dev.rinha.simulator;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** What the calls have in common on the wire. */
final class Replies {

  /**
   * Where the server itself cuts a body off and closes. Well above {@link #MAX_BODY_BYTES}: a
   * connection closed while the client still sends is often reset before the client has read why.
   */
  static final int CUT_OFF_BYTES = 1024 * 1024;

  private static final int MAX_BODY_BYTES = 16 * 1024;

  private Replies() {}

  /**
   * @throws InvalidRequest if the body is too long
   */
  static byte[] body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream content = request.content().inputStream()) {
      return bounded(content.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException("request body broke off", broken);
    }
  }

  private static byte[] bounded(byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      throw new InvalidRequest(
          Status.REQUEST_ENTITY_TOO_LARGE_413,
          "body must have at most " + MAX_BODY_BYTES + " bytes, not " + body.length);
    }
    return body;
  }

  static void json(ServerResponse response, Status status, byte[] body) {
    response.status(status).header(HeaderValues.CONTENT_TYPE_JSON).send(body);
  }

  static void message(ServerResponse response, Status status, String message) {
    json(response, status, JsonObjects.message(message));
  }

  static void calmDown(ServerResponse response, Duration retryAfter, byte[] body) {
    long seconds = Math.max(1, retryAfter.toSeconds());
    response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    json(response, Status.TOO_MANY_REQUESTS_429, body);
  }
}
