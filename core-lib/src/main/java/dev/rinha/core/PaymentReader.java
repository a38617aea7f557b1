package dev.rinha.core;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Tells what became of payments that a {@link PaymentRouter} elsewhere executes, on the same store:
 * beside a {@link PaymentClient}. Thread safe; it closes nothing.
 */
public final class PaymentReader {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Ledger ledger;
  private final Map<String, Fee> fees;
  private final FinishedPayments finished;

  /**
   * @param fees what processors keep, by their name
   */
  public PaymentReader(Ledger ledger, Map<String, Fee> fees) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.fees = Map.copyOf(fees);
    this.finished = new FinishedPayments(ledger, LOOK_AGAIN);
  }

  /**
   * What became of a payment, with its fee at the fee of now; empty if it is not known.
   *
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  public Optional<PaymentDetails> details(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return ledger.find(correlationId).map(known -> PaymentDetails.of(known, fees));
  }

  /**
   * Completes when the payment is settled, dead or discarded, some 50 ms later at most; with {@link
   * java.util.NoSuchElementException} if the store does not know it, or not any more. However many
   * are waited for, the store is asked about all of them together; while nobody waits it is not
   * asked. While it does not answer nothing completes: wait with a bound, and cancel what is not
   * waited for any more.
   *
   * @throws IllegalStateException if {@value FinishedPayments#MOST_AWAITED} others are waited for
   */
  public CompletableFuture<PaymentRecord> whenFinished(UUID correlationId) {
    return finished.when(requireNonNull(correlationId, "correlationId"));
  }
}
