package dev.rinha.core.processor;

import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.UUID;

/**
 * What a processor has written down, as its administrator may see it. Implementations are thread
 * safe and block the calling thread for at most their own timeouts.
 */
public interface ProcessorBooks extends AutoCloseable {

  /**
   * What the processor has executed with a {@code requestedAt} in the window, by its own books.
   *
   * @throws UnavailableException if it does not say
   */
  Totals totals(TimeWindow window);

  /** Asks the processor whether it has executed a payment. */
  Lookup find(UUID correlationId);

  /** Closes idle connections. */
  @Override
  void close();

  /** The processor did not answer a question about its books; the message says why. */
  final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a message for an operator. */
    public UnavailableException(String message) {
      super(message);
    }
  }
}
