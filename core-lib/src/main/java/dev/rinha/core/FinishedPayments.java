package dev.rinha.core;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Those who wait for payments to be finished. A payment is looked at when its event comes, if any
 * come here; and all of them together every now and then, while somebody waits.
 *
 * <p>Thread safe.
 */
final class FinishedPayments implements AutoCloseable {

  static final int MOST_AWAITED = 10_000;

  private static final Logger LOG = Logger.getLogger(FinishedPayments.class.getName());

  /** So many are read in one call of the store. */
  private static final int READ_TOGETHER = 256;

  private final Ledger store;
  private final Duration lookAgain;
  private final Map<UUID, Set<CompletableFuture<PaymentRecord>>> awaited =
      new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param lookAgain how soon it is seen that a payment was finished if no event tells it
   */
  FinishedPayments(Ledger store, Duration lookAgain) {
    this.store = store;
    this.lookAgain = lookAgain;
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
    look(List.of(correlationId));
    if (closed) {
      close();
    } else {
      lookWhileSomebodyWaits();
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
      Thread.startVirtualThread(() -> look(List.of(correlationId)));
    }
  }

  private void lookWhileSomebodyWaits() {
    if (!awaited.isEmpty() && looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("rinha-finished").start(this::lookAgain);
    }
  }

  private void lookAgain() {
    while (!closed && !awaited.isEmpty()) {
      LockSupport.parkNanos(lookAgain.toNanos());
      lookAtAll();
    }
    looking.set(false);
    if (!closed) {
      lookWhileSomebodyWaits(); // For whoever came in between.
    }
  }

  private void lookAtAll() {
    List<UUID> all = new ArrayList<>(awaited.keySet());
    for (int from = 0; from < all.size(); from += READ_TOGETHER) {
      look(all.subList(from, Math.min(all.size(), from + READ_TOGETHER)));
    }
  }

  /** What cannot be read now is looked at again; the store tells operators itself. */
  private void look(List<UUID> correlationIds) {
    Map<UUID, PaymentRecord> known = new HashMap<>();
    try {
      store.find(correlationIds).forEach(one -> known.put(one.payment().correlationId(), one));
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> correlationIds.size() + " payments cannot be read");
      return;
    }
    for (UUID correlationId : correlationIds) {
      PaymentRecord found = known.get(correlationId);
      if (found == null) {
        var unknown = new NoSuchElementException("payment " + correlationId + " is not known");
        those(correlationId).forEach(one -> one.completeExceptionally(unknown));
      } else if (PaymentStatus.of(found.state()).finished()) {
        those(correlationId).forEach(one -> one.complete(found));
      }
    }
  }

  private Collection<CompletableFuture<PaymentRecord>> those(UUID correlationId) {
    return List.copyOf(awaited.getOrDefault(correlationId, Set.of()));
  }

  /** Looks once more, and nobody is told anything after that. */
  @Override
  public void close() {
    closed = true;
    lookAtAll();
    var over = new IllegalStateException("the router is closed");
    awaited.keySet().forEach(id -> those(id).forEach(one -> one.completeExceptionally(over)));
  }
}
