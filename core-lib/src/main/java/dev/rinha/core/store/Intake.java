package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;

/** Where payments enter. All that an API instance needs of the store. */
public interface Intake {

  /**
   * Accepts a payment, durably and once: remembers the correlation id with its amount and puts the
   * payment at the end of the queue, in one atomic step. When this returns {@link
   * Acceptance.Accepted}, the payment will be executed.
   *
   * <p>A correlation id that is known queues nothing, whatever became of its payment. That goes for
   * a dead letter too: its payment was accepted and is kept, and only an operator replays it.
   *
   * @param payment accepted now; where its id is known, its time is not looked at
   * @throws StoreException if the store is away, full or did not answer in time, or the thread was
   *     interrupted; this call did not accept the payment only if that {@linkplain
   *     StoreException#refused is certain}
   */
  Acceptance accept(Payment payment);

  /**
   * The same, of a payment that has a history before it is accepted: the trace in which it was
   * offered, and whose it is. Default: that is not kept.
   *
   * <p>Where it has a client, the id of a payment that is not known to be of the same one is
   * answered {@link Acceptance.NotOfClient}, or {@link Acceptance.ReplayedOfNobody}; and a client
   * has at most as many unfinished payments as there is room left, else it is answered {@link
   * Acceptance.ShareFull}: so its flood leaves room to others, and n clients that offer as much as
   * they can have one part in n + 1 each. Where it has none, nothing is compared.
   */
  default Acceptance accept(Payment payment, History history) {
    return accept(payment);
  }
}
