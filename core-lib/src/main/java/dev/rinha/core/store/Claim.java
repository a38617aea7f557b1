package dev.rinha.core.store;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;

/**
 * A worker's hold on one unfinished payment. It stays valid while the worker renews it; afterwards
 * another worker may take the payment over, and writes of the former holder are refused.
 *
 * @param entry names this hold on the payment: its place in the queue, and how often it has been
 *     claimed. No two claims of a generation share it, not even two of the same worker: what was
 *     decided under an earlier claim is refused
 * @param generation the purge generation in which the payment was accepted
 * @param era the {@link Era} of the store in which it was handed out: only in that one are writes
 *     accepted under it
 * @param queuedAtMillis when the payment came into the queue, in milliseconds since the epoch: when
 *     it was accepted, or when an operator put it back. Its age counts from here
 * @param state queued, or sending or in doubt where an earlier holder left it so
 * @param history what was tried so far, see {@link dev.rinha.core.execution.History}
 */
public record Claim(
    String entry,
    long generation,
    long era,
    Payment payment,
    long queuedAtMillis,
    PaymentState state,
    String history) {

  /** A claim on a payment that no operator ever put back on the queue, of a store without eras. */
  public Claim(String entry, long generation, Payment payment, PaymentState state, String history) {
    this(entry, generation, 0, payment, payment.acceptedAtMillis(), state, history);
  }
}
