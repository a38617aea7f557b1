package dev.rinha.cli.bench;

import java.time.Duration;
import java.util.function.LongConsumer;

/** Who is tested and who executes; a factory of connections to them. Immutable. */
record Targets(Endpoint backend, Both<Endpoint> processors, String token) {

  /** For calls whose duration is nobody's business. */
  static final LongConsumer UNTIMED = nanos -> {};

  BackendClient backend(Duration patience, LongConsumer durationNanos) {
    return new BackendClient(new HttpConnection(backend, patience, "", durationNanos));
  }

  Both<ProcessorAdmin> processors(Duration patience, LongConsumer durationNanos) {
    String header = "X-Rinha-Token: " + token + "\r\n";
    return Both.NAMES.with(
        processors,
        (name, endpoint) ->
            new ProcessorAdmin(
                name, new HttpConnection(endpoint, patience, header, durationNanos)));
  }
}
