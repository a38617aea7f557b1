package dev.rinha.bench.client;

import java.io.IOException;

/** No connection could be made, so the request certainly had no effect. */
final class NotSentException extends IOException {
  NotSentException(Endpoint endpoint, IOException cause) {
    super("no connection to " + endpoint + " (" + cause.getMessage() + ")", cause);
  }
}
