package dev.rinha.core;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Those who wait for payments to be finished. What this router finishes is looked at when its event
 * comes, what others finish within a second.
 *
 * <p>Thread safe.
 */
final class FinishedPayments implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(FinishedPayments.class.getName());

  static final int MOST_AWAITED = 10_000;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Ledger store;
  private final Map<UUID, Set<CompletableFuture<PaymentRecord>>> awaited =
      new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  FinishedPayments(Ledger store) {
    this.store = store;
  }

  void start() {
    Thread.ofVirtual().name("rinha-finished").start(this::lookAgain);
  }

  CompletableFuture<PaymentRecord> when(UUID correlationId) {
    if (waiting.incrementAndGet() > MOST_AWAITED) {
      waiting.decrementAndGet();
      throw new IllegalStateException(MOST_AWAITED + " payments are waited for already");
    }
    CompletableFuture<PaymentRecord> one = new CompletableFuture<>();
    awaited.compute(
        correlationId,
        (_, all) -> {
          Set<CompletableFuture<PaymentRecord>> those =
              all == null ? ConcurrentHashMap.newKeySet() : all;
          those.add(one);
          return those;
        });
    // Also when whoever waits gives up.
    CompletableFuture<PaymentRecord> _ = one.whenComplete((_, _) -> forget(correlationId, one));
    lookIfThere(correlationId);
    if (closed) {
      close();
    }
    return one;
  }

  private void forget(UUID correlationId, CompletableFuture<PaymentRecord> one) {
    waiting.decrementAndGet();
    awaited.computeIfPresent(
        correlationId,
        (_, all) -> {
          all.remove(one);
          return all.isEmpty() ? null : all;
        });
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

  /** What cannot be read now is looked at again; the store tells operators itself. */
  private void lookIfThere(UUID correlationId) {
    try {
      look(correlationId);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "payment " + correlationId + " cannot be read");
    }
  }

  private void look(UUID correlationId) {
    Optional<PaymentRecord> known = store.find(correlationId);
    if (known.isEmpty()) {
      var unknown = new NoSuchElementException("payment " + correlationId + " is not known");
      those(correlationId).forEach(one -> one.completeExceptionally(unknown));
    } else if (finished(known.get().state())) {
      those(correlationId).forEach(one -> one.complete(known.get()));
    }
  }

  private List<CompletableFuture<PaymentRecord>> those(UUID correlationId) {
    return List.copyOf(awaited.getOrDefault(correlationId, Set.of()));
  }

  private static boolean finished(PaymentState state) {
    return switch (state) {
      case PaymentState.Settled _, PaymentState.Dead _, PaymentState.Discarded _ -> true;
      case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ -> false;
    };
  }

  /** Looks once more, and nobody is told anything after that. */
  @Override
  public void close() {
    closed = true;
    var over = new IllegalStateException("the router is closed");
    for (UUID correlationId : awaited.keySet()) {
      lookIfThere(correlationId);
      those(correlationId).forEach(one -> one.completeExceptionally(over));
    }
  }
}
