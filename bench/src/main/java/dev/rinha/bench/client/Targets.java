package dev.rinha.bench.client;

import dev.rinha.bench.schedule.Both;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Who is tested and who executes; a factory of connections to them. Immutable.
 *
 * @param tokens what the backend is shown
 * @param token of the processors' admin calls
 */
public record Targets(
    Endpoint backend, BackendTokens tokens, Both<Endpoint> processors, String token) {

  /** For calls whose duration is nobody's business. */
  public static final LongConsumer UNTIMED = nanos -> {};

  /** The backend as its operator, who reads and purges. */
  public BackendClient backend(Duration patience, LongConsumer durationNanos) {
    return connect(BackendTokens.header(tokens.operator()), patience, durationNanos);
  }

  /** The backend as a client, who offers payments. */
  public BackendClient payer(Duration patience, LongConsumer durationNanos) {
    return connect(BackendTokens.header(tokens.client()), patience, durationNanos);
  }

  private BackendClient connect(String header, Duration patience, LongConsumer durationNanos) {
    return new BackendClient(new HttpConnection(backend, patience, header, durationNanos));
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
