package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest extends PaymentStoreContract {

  private final Shared factory = new Shared();

  @Override
  public StoreFactory factory() {
    return factory;
  }

  private static final class Shared implements StoreFactory {

    private @Nullable MemoryStore store;

    @Override
    public PaymentStore open(long maxUnfinished) {
      if (store == null) {
        store = new MemoryStore(maxUnfinished, InstantSource.system());
      }
      return store;
    }

    private MemoryStore store() {
      return requireNonNull(store, "no store is open");
    }

    @Override
    public void loseQueue() {
      store().loseQueue();
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      store().handOutAnew(destroyed);
    }

    @Override
    public void beginEra() {
      store().restore(store().copy());
    }
  }

  @Test
  void claimIdlesByTheClockThatWasPassedIn() {
    AtomicLong millis = new AtomicLong(1_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      store.intake().accept(new Payment(new UUID(1, 1), new Money(1), 0));
      Claim claim = store.queue().take("a", 1, 0).getFirst();

      millis.addAndGet(99);
      assertEquals(List.of(), store.queue().takeOver("b", 1, 100));
      millis.addAndGet(1);
      assertEquals(claim.payment(), store.queue().takeOver("b", 1, 100).getFirst().payment());
    }
  }

  @Test
  void claimOfTheDeadIsFoundAnIdleTimeAfterTheClockWasSetBack() {
    AtomicLong millis = new AtomicLong(10_000_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      store.intake().accept(new Payment(new UUID(1, 1), new Money(1), 0));
      Claim claim = store.queue().take("dead", 1, 0).getFirst();

      millis.addAndGet(-3_600_000);
      assertEquals(List.of(), store.queue().takeOver("b", 1, 100));
      millis.addAndGet(100);
      assertEquals(claim.payment(), store.queue().takeOver("b", 1, 100).getFirst().payment());
    }
  }

  @Test
  void limitBelowOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryStore(0, InstantSource.system()));
  }
}
