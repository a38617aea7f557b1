package dev.rinha.bench.client;

import java.io.IOException;

/**
 * The request left but no complete answer came back in time: it may or may not have had an effect.
 */
final class UnansweredException extends IOException {
  UnansweredException(String reason, IOException cause) {
    super(reason, cause);
  }
}
