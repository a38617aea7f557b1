package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentSearch.Found;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PaymentSearchTest {

  private static final PaymentQuery ALL = atLeast(0);

  private final MemoryStore store = new MemoryStore();
  private final PaymentSearch search = new PaymentSearch(store.lists());

  private static PaymentQuery atLeast(long cents) {
    return new PaymentQuery(EnumSet.allOf(PaymentStatus.class), "", TimeWindow.ALL, cents, "");
  }

  private void accept(int number, long cents) {
    store.intake().accept(new Payment(new UUID(7, number), new Money(cents), number));
  }

  @Test
  void thereIsACursorExactlyWhileThereAreMore() {
    for (int i = 0; i < 1_200; i++) {
      accept(i, 1990);
    }

    Found most = search.find(ALL, Optional.empty(), 1_199);

    assertEquals(1_199, most.payments().size());
    Found last = search.find(ALL, most.next(), 1_199);
    assertEquals(List.of(new UUID(7, 1_199)), ids(last));
    assertEquals(Optional.empty(), last.next());
    assertEquals(Optional.empty(), search.find(ALL, Optional.empty(), 1_200).next());
  }

  /** Whoever looks for one in ten million must not have all of them read for one answer. */
  @Test
  void oneAnswerReadsABoundedNumberOfPaymentsAndTheNextGoesOn() {
    for (int i = 0; i < 70_000; i++) {
      accept(i, i == 60_000 ? 5_000 : 100);
    }
    List<UUID> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int answers = 0;
    do {
      Found some = search.find(atLeast(5_000), cursor, 10);
      found.addAll(ids(some));
      cursor = some.next();
      answers++;
    } while (cursor.isPresent());

    assertEquals(List.of(new UUID(7, 60_000)), found);
    assertEquals(2, answers);
  }

  @Test
  void readerThatWantsNoMoreEndsTheReading() {
    for (int i = 0; i < 600; i++) {
      accept(i, 1990);
    }
    List<ListedPayment> read = new ArrayList<>();

    search.read(
        ALL,
        payment -> {
          read.add(payment);
          return read.size() < 501;
        });

    assertEquals(501, read.size());
  }

  @Test
  void whatIsNoCursorIsRefused() {
    for (String nonsense : List.of("", "x", ".", "QUEUED.1", "unfinished.1")) {
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> search.find(ALL, Optional.of(nonsense), 1),
              nonsense);
      assertTrue(String.valueOf(refused.getMessage()).contains("is no cursor"), nonsense);
    }
  }

  private static List<UUID> ids(Found found) {
    return found.payments().stream().map(ListedPayment::correlationId).toList();
  }
}
