package dev.rinha.bench.client;

import dev.rinha.bench.schedule.Both;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Who is tested and who executes; a factory of connections to them. Immutable. */
public record Targets(Endpoint backend, Both<Endpoint> processors, String token) {

  /** For calls whose duration is nobody's business. */
  public static final LongConsumer UNTIMED = nanos -> {};

  public BackendClient backend(Duration patience, LongConsumer durationNanos) {
    return new BackendClient(new HttpConnection(backend, patience, "", durationNanos));
  }

  public Both<ProcessorAdmin> processors(Duration patience, LongConsumer durationNanos) {
    String header = "X-Rinha-Token: " + token + "\r\n";
    return Both.NAMES.with(
        processors,
        (name, endpoint) ->
            new ProcessorAdmin(
                name, new HttpConnection(endpoint, patience, header, durationNanos)));
  }
}
