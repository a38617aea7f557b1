package dev.rinha.core;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who wait for payments to be finished. What this router finishes is looked at when its event
 * comes, what others finish within a second.
 *
 * <p>Thread safe.
 */
final class FinishedPayments implements AutoCloseable {

  static final int MOST_AWAITED = 10_000;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Ledger store;
  private final Map<UUID, CompletableFuture<PaymentRecord>> awaited = new ConcurrentHashMap<>();
  private volatile boolean closed;

  FinishedPayments(Ledger store) {
    this.store = store;
  }

  void start() {
    Thread.ofVirtual().name("rinha-finished").start(this::lookAgain);
  }

  CompletableFuture<PaymentRecord> when(UUID correlationId) {
    if (awaited.size() >= MOST_AWAITED && !awaited.containsKey(correlationId)) {
      throw new IllegalStateException(MOST_AWAITED + " payments are waited for already");
    }
    CompletableFuture<PaymentRecord> finished =
        awaited.computeIfAbsent(correlationId, _ -> new CompletableFuture<>());
    lookIfThere(correlationId);
    if (closed) {
      close();
    }
    // Whoever cancels it must not cancel it for others.
    return finished.copy();
  }

  /** Something became of a payment. */
  void happened(PaymentEvent event) {
    UUID correlationId = event.payment().correlationId();
    if (awaited.containsKey(correlationId)) {
      Thread.startVirtualThread(() -> lookIfThere(correlationId));
    }
  }

  private void lookAgain() {
    while (!closed) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      awaited.keySet().forEach(this::lookIfThere);
    }
  }

  private void lookIfThere(UUID correlationId) {
    try {
      look(correlationId);
    } catch (StoreException e) {
      // The next round looks again; the store tells operators itself.
    }
  }

  private void look(UUID correlationId) {
    Optional<PaymentRecord> known = store.find(correlationId);
    if (known.isEmpty()) {
      end(correlationId)
          .completeExceptionally(
              new NoSuchElementException("payment " + correlationId + " is not known"));
    } else if (finished(known.get().state())) {
      end(correlationId).complete(known.get());
    }
  }

  private CompletableFuture<PaymentRecord> end(UUID correlationId) {
    CompletableFuture<PaymentRecord> one = awaited.remove(correlationId);
    return one == null ? new CompletableFuture<>() : one;
  }

  private static boolean finished(PaymentState state) {
    return switch (state) {
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ -> true;
      case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ -> false;
    };
  }

  /** Nobody is told any more. */
  @Override
  public void close() {
    closed = true;
    for (UUID correlationId : awaited.keySet()) {
      end(correlationId).completeExceptionally(new IllegalStateException("the router is closed"));
    }
  }
}
