package dev.rinha.core.store.memory;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentRecord;

/** What is known of one payment; changed only under the lock of its {@link MemoryState}. */
final class Item {

  Payment payment;
  long place;
  long queuedAtMillis;
  History queuedHistory = History.EMPTY;
  PaymentState state = new PaymentState.Queued();
  History history = History.EMPTY;
  String holder = "";
  int claims;
  boolean released;
  String parkedAt = "";
  long renewedAtMillis;

  Item(Payment payment) {
    this.payment = payment;
  }

  Item(Item other) {
    this(other.payment);
    place = other.place;
    queuedAtMillis = other.queuedAtMillis;
    state = other.state;
    history = other.history;
    queuedHistory = other.queuedHistory;
    holder = other.holder;
    claims = other.claims;
    released = other.released;
    parkedAt = other.parkedAt;
    renewedAtMillis = other.renewedAtMillis;
  }

  String entry() {
    return place + "/" + claims;
  }

  PaymentRecord record() {
    return new PaymentRecord(payment, state, history);
  }

  Books.QueueEntry queueEntry() {
    return new Books.QueueEntry(Long.toString(place), payment);
  }

  boolean isQueuedWith(History history) {
    return state instanceof PaymentState.Queued && this.history.equals(history);
  }
}
