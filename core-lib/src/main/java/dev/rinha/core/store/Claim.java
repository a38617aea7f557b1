package dev.rinha.core.store;

import dev.rinha.core.history.History;
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
 * @param state what the holder has seen the payment to be: of one that was taken from the queue
 *     what its entry says, that it is queued, whatever its record says; of one that was taken over
 *     what its record says. A write of a holder that has seen something else than there is, is
 *     refused
 * @param history what was tried so far; seen likewise
 */
public record Claim(
    String entry,
    long generation,
    long era,
    Payment payment,
    long queuedAtMillis,
    PaymentState state,
    History history) {

  /** A claim on a payment that no operator ever put back on the queue, of a store without eras. */
  public Claim(
      String entry, long generation, Payment payment, PaymentState state, History history) {
    this(entry, generation, 0, payment, payment.acceptedAtMillis(), state, history);
  }

  /** The same hold on the payment, whose record the holder knows to say this now. */
  public Claim as(PaymentState newState, History newHistory) {
    return new Claim(entry, generation, era, payment, queuedAtMillis, newState, newHistory);
  }
}
