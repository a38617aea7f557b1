package dev.rinha.core.processor;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.TraceParent;
import java.util.Optional;
import java.util.UUID;

/**
 * One payment processor, asked over whatever wire it speaks. Implementations are thread safe, block
 * the calling thread for at most their own timeouts, and never throw for what happens on the wire:
 * that is what the sealed results are for.
 */
public interface ProcessorClient extends AutoCloseable {

  /**
   * Asks the processor to execute a payment.
   *
   * @param requestedAtMillis the time to write into the request, in milliseconds since the epoch
   * @param timeoutMillis how long to wait for the answer
   */
  Outcome send(UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis);

  /**
   * The same of a payment that was offered in a trace. Default: does not tell the processor of it.
   */
  default Outcome send(
      UUID correlationId,
      Money amount,
      long requestedAtMillis,
      long timeoutMillis,
      Optional<TraceParent> trace) {
    return send(correlationId, amount, requestedAtMillis, timeoutMillis);
  }

  /** Asks the processor whether it has executed a payment. */
  Lookup find(UUID correlationId);

  /** Asks the processor how it is. At most one call per five seconds, from all callers together. */
  HealthReport health();

  /** Closes idle connections. */
  @Override
  void close();
}
