package dev.rinha.core.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.PaymentStoreContract;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest extends PaymentStoreContract {

  private @Nullable MemoryStore shared;

  @Override
  protected PaymentStore openStore(long maxUnfinished) {
    MemoryStore store =
        shared == null ? new MemoryStore(maxUnfinished, InstantSource.system()) : shared;
    shared = store;
    return store;
  }

  @Override
  public Books books(PaymentStore store) {
    return ((MemoryStore) store).books();
  }

  @Override
  public void handOutAnew(PaymentStore store, boolean destroyed) {
    ((MemoryStore) store).handOutAnew(destroyed);
  }

  @Override
  public void loseQueue(PaymentStore store) {
    ((MemoryStore) store).loseQueue();
  }

  @Override
  protected Collection<Conflict> conflicts(PaymentStore store) {
    return ((MemoryStore) store).conflicts();
  }

  @Override
  public PaymentStore inANewEra(PaymentStore store) {
    MemoryStore memory = (MemoryStore) store;
    memory.restore(memory.copy());
    return memory;
  }

  @Test
  void claimIdlesByTheClockThatWasPassedIn() {
    AtomicLong millis = new AtomicLong(1_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      store.accept(new Payment(new UUID(1, 1), new Money(1), 0));
      Claim claim = store.take("a", 1, 0).getFirst();

      millis.addAndGet(99);
      assertEquals(List.of(), store.takeOver("b", 1, 100));
      millis.addAndGet(1);
      assertEquals(claim.payment(), store.takeOver("b", 1, 100).getFirst().payment());
    }
  }

  @Test
  void claimOfTheDeadIsFoundAnIdleTimeAfterTheClockWasSetBack() {
    AtomicLong millis = new AtomicLong(10_000_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      store.accept(new Payment(new UUID(1, 1), new Money(1), 0));
      Claim claim = store.take("dead", 1, 0).getFirst();

      millis.addAndGet(-3_600_000);
      assertEquals(List.of(), store.takeOver("b", 1, 100));
      millis.addAndGet(100);
      assertEquals(claim.payment(), store.takeOver("b", 1, 100).getFirst().payment());
    }
  }

  @Test
  void limitBelowOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryStore(0, InstantSource.system()));
  }
}
