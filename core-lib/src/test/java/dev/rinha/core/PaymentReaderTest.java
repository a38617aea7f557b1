package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingLedger;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PaymentReaderTest {

  private static final long NOW = 1_752_600_000_000L;

  private final AtomicInteger mostInACall = new AtomicInteger();
  private final MemoryStore store = new MemoryStore();
  private final PaymentReader reader =
      new PaymentReader(
          new DelegatingLedger(store.ledger()) {
            @Override
            public List<PaymentRecord> find(Collection<UUID> correlationIds) {
              mostInACall.accumulateAndGet(correlationIds.size(), Math::max);
              return super.find(correlationIds);
            }
          },
          Map.of());

  @Test
  void paymentThatAnotherProcessSettlesIsSeen() throws Exception {
    UUID id = accept(1);
    CompletableFuture<PaymentRecord> finished = reader.whenFinished(id);
    assertFalse(finished.isDone());
    assertEquals(PaymentStatus.QUEUED, reader.details(id).orElseThrow().status());

    settleAll();

    assertInstanceOf(PaymentState.Settled.class, finished.get(10, TimeUnit.SECONDS).state());
    assertEquals(PaymentStatus.SETTLED, reader.details(id).orElseThrow().status());
    assertTrue(reader.whenFinished(id).isDone(), "finished before");
  }

  @Test
  void unknownPaymentIsNotWaitedFor() {
    var waiting = reader.whenFinished(new UUID(9, 9));
    var failed = assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS));
    assertInstanceOf(NoSuchElementException.class, failed.getCause());
    assertTrue(reader.details(new UUID(9, 9)).isEmpty());
  }

  @Test
  @Timeout(10)
  void manyThatWaitAreAskedForInOneCall() throws Exception {
    List<CompletableFuture<PaymentRecord>> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiting.add(reader.whenFinished(accept(i)));
    }
    while (mostInACall.get() < 200) {
      Thread.onSpinWait();
    }

    settleAll();
    for (CompletableFuture<PaymentRecord> one : waiting) {
      one.get(10, TimeUnit.SECONDS);
    }
    assertEquals(200, mostInACall.get());
  }

  private UUID accept(int i) {
    UUID id = new UUID(1, i);
    store.intake().accept(new Payment(id, new Money(100), NOW));
    return id;
  }

  private void settleAll() {
    Intent intent = new Intent("default", NOW + 1);
    for (Claim claim : store.queue().take("w", 1_000, 0)) {
      store.queue().begin("w", List.of(new WorkQueue.Begin(claim, intent, History.EMPTY)));
      store
          .queue()
          .settle(List.of(new WorkQueue.Settlement(claim, intent, NOW + 2, History.EMPTY)));
    }
  }
}
