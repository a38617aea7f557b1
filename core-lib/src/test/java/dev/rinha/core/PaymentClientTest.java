package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.memory.MemoryStore;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentClientTest {

  private static final Instant NOW = Instant.parse("2025-07-15T12:34:56.789Z");

  private final MemoryStore store = new MemoryStore();
  private final PaymentClient client = new PaymentClient(store.intake(), () -> NOW);

  @Test
  void paymentIsAcceptedOnceWithTheTimeOfTheClockAndWaitsForARouter() {
    UUID id = new UUID(1, 2);
    Money amount = Money.parse("19.90");

    assertEquals(new Acceptance.Accepted(), client.accept(id, amount));
    assertEquals(new Acceptance.Replayed(PaymentStatus.QUEUED), client.accept(id, amount));

    assertEquals(
        new Payment(id, amount, NOW.toEpochMilli()),
        store.ledger().find(id).orElseThrow().payment());
    assertEquals(new PaymentState.Queued(), store.ledger().find(id).orElseThrow().state());
  }

  @Test
  void amountOfZeroIsRefusedAndChangesNothing() {
    assertThrows(IllegalArgumentException.class, () -> client.accept(new UUID(1, 2), new Money(0)));
    assertEquals(0, store.ledger().census().accepted());
  }
}
