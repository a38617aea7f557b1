package dev.rinha.cli.payment;

import dev.rinha.core.payment.PaymentState.Dead;
import dev.rinha.core.payment.PaymentState.Discarded;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads payments of some states, page by page and in memory that does not grow with their number,
 * from where the store has them in an order anyway: the unfinished ones from the queue, the dead
 * and the discarded ones from their lists, the settled ones from the ledger, of which only the
 * minutes of the window are read. An index of all payments by time would cost memory for every one
 * that was ever settled, for a question that is seldom asked. What moves from one to the other
 * meanwhile may be read twice or not at all. Used by one thread.
 */
final class ListedPayments {

  private static final int PAGE = 500;

  private final PaymentStore store;
  private long unreadable;

  ListedPayments(PaymentStore store) {
    this.store = store;
  }

  /** Reads those of these states, unfinished ones first, settled ones last, each oldest first. */
  void read(Set<PaymentStatus> statuses, TimeWindow window, Consumer<ListedPayment> reader) {
    Consumer<ListedPayment> wanted =
        payment -> {
          if (statuses.contains(payment.status()) && window.contains(payment.sinceMillis())) {
            reader.accept(payment);
          }
        };
    if (statuses.stream().anyMatch(status -> !status.finished())) {
      readQueue(wanted);
    }
    if (statuses.contains(PaymentStatus.DEAD)) {
      store
          .deadLetters()
          .read(DeadLetterFilter.ALL, letter -> wanted.accept(ListedPayment.of(dead(letter))));
    }
    if (statuses.contains(PaymentStatus.DISCARDED)) {
      store
          .deadLetters()
          .readDiscarded(
              discarded -> {
                PaymentRecord death = dead(discarded.letter());
                wanted.accept(
                    ListedPayment.of(
                        new PaymentRecord(
                            death.payment(),
                            new Discarded((Dead) death.state(), discarded.discardedAtMillis()),
                            death.history())));
              });
    }
    if (statuses.contains(PaymentStatus.SETTLED)) {
      store.ledger().entries(window, entry -> wanted.accept(ListedPayment.of(entry)));
    }
  }

  /** How many entries of the queue could not be read. */
  long unreadable() {
    return unreadable;
  }

  private void readQueue(Consumer<ListedPayment> reader) {
    List<UUID> page = new ArrayList<>(PAGE);
    store
        .books()
        .queue(
            entry -> {
              page.add(entry.payment().correlationId());
              if (page.size() == PAGE) {
                lookUp(page, reader);
              }
            },
            (_, _) -> unreadable++);
    lookUp(page, reader);
  }

  private void lookUp(List<UUID> page, Consumer<ListedPayment> reader) {
    store.books().find(page).stream().map(ListedPayment::of).forEach(reader);
    page.clear();
  }

  private static PaymentRecord dead(DeadLetter letter) {
    return new PaymentRecord(
        letter.payment(), new Dead(letter.reason(), letter.diedAtMillis()), letter.history());
  }
}
