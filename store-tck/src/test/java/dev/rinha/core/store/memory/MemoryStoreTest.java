package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.Phase;
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
  void tailThatWasAwayForTooLongIsToldAndNothingIsWrittenForItAnyMore() {
    AtomicLong millis = new AtomicLong(1_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      String seen = store.outbox().tail("", 10).after();
      millis.addAndGet(Outbox.TAIL_KEPT.toMillis() - 1);
      Phase.SETTLED.reach(store);
      assertEquals(1, store.outbox().tail(seen, 10).events().size());
      millis.addAndGet(Outbox.TAIL_KEPT.toMillis());
      Phase.DEAD.reach(store);

      assertEquals(0, store.outbox().status().events());
      assertTrue(store.outbox().tail(seen, 10).missing());
    }
  }

  @Test
  void leaseThatIsNotRenewedEnds() {
    AtomicLong millis = new AtomicLong(1_000);
    try (MemoryStore store = new MemoryStore(10, () -> Instant.ofEpochMilli(millis.get()))) {
      store.outbox().subscribe("shop", "a test");
      Outbox.Lease mine = new Outbox.Lease("shop", "a", 100, "ok");
      Outbox.Lease other = new Outbox.Lease("shop", "b", 100, "ok");
      assertEquals(Outbox.Turn.RESUMED, store.outbox().take(mine, 1).turn());
      millis.addAndGet(99);
      assertEquals(Outbox.Turn.ELSEWHERE, store.outbox().take(other, 1).turn());
      assertEquals(Outbox.Turn.MINE, store.outbox().take(mine, 1).turn());
      millis.addAndGet(100);
      assertEquals(Outbox.Turn.RESUMED, store.outbox().take(other, 1).turn());
      assertEquals(Outbox.Turn.ELSEWHERE, store.outbox().take(mine, 1).turn());
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
