package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.BucketedTotals;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the ports of a {@link MemoryStore} share. One lock guards everything. */
final class MemoryState {

  final long maxUnfinished;
  final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  final Condition waiting = lock.newCondition();

  final Map<UUID, Item> items = new HashMap<>();
  final NavigableMap<Long, Item> unfinished = new TreeMap<>();
  private final Map<ClientName, Long> unfinishedOf = new HashMap<>();
  final NavigableMap<Long, Item> held = new TreeMap<>();
  final NavigableMap<Long, List<LedgerEntry>> ledger = new TreeMap<>();
  final Map<UUID, Item> dead = new HashMap<>();
  final NavigableMap<DeadLetterKey, Item> discarded = new TreeMap<>();
  final MemoryOutbox outbox = new MemoryOutbox(this);
  final BucketedTotals totals = new BucketedTotals();
  final Map<Execution, Conflict> conflicts = new LinkedHashMap<>();

  /** Workers at work, and up to which era each has told what it knew. */
  final Map<String, Long> workers = new TreeMap<>();

  long era = 1;
  long eraBegunAtMillis;

  /** The last era in which somebody knew what the store did not. */
  long wentBackIn;

  long generation = 1;
  long begunAtMillis;
  long nextPlace = 1;
  long regroupings;

  /** Up to this place payments have been taken, as the group of a queue in Redis counts it. */
  long lastTaken;

  long settled;
  long forgotten;

  /** Up to this minute settled payments have been forgotten. */
  long forgottenMinute = -1;

  /** So many of that one. */
  int forgottenOfMinute;

  long inDoubt;
  private boolean closed;

  /** What a conflict is about; reported again it is the same one. */
  record Execution(UUID correlationId, Intent intent) {}

  MemoryState(long maxUnfinished, InstantSource clock) {
    this.maxUnfinished = maxUnfinished;
    this.clock = requireNonNull(clock, "clock");
    this.begunAtMillis = clock.millis();
    this.eraBegunAtMillis = begunAtMillis;
  }

  void enqueue(Item item, long nowMillis) {
    item.place = nextPlace++;
    item.claims = 0;
    item.queuedAtMillis = nowMillis;
    item.queuedHistory = item.history;
    putIntoQueue(item);
    waiting.signal();
  }

  void putIntoQueue(Item item) {
    unfinished.put(item.place, item);
    item.queuedHistory.client().ifPresent(client -> unfinishedOf.merge(client, 1L, Long::sum));
  }

  private void leaveQueue(Item item) {
    if (unfinished.remove(item.place) != null) {
      item.queuedHistory
          .client()
          .ifPresent(
              client -> unfinishedOf.computeIfPresent(client, (_, n) -> n == 1 ? null : n - 1));
    }
  }

  void clearQueue() {
    unfinished.clear();
    unfinishedOf.clear();
  }

  /** How many unfinished payments a client has. */
  long unfinishedOf(ClientName client) {
    return unfinishedOf.getOrDefault(client, 0L);
  }

  void change(Item item, PaymentState state, History history) {
    inDoubt += doubts(state) - doubts(item.state);
    item.state = state;
    item.history = history;
  }

  static int doubts(PaymentState state) {
    return state instanceof PaymentState.InDoubt ? 1 : 0;
  }

  void finish(Item item) {
    item.holder = "";
    held.remove(item.place);
    leaveQueue(item);
  }

  /** The payment gets another place than any before, so that no earlier claim is good for it. */
  void queueAgain(Item item, long nowMillis, History history) {
    change(item, new PaymentState.Queued(), history);
    enqueue(item, nowMillis);
  }

  Stream<DeadLetter> letter(Item item) {
    return item.state instanceof PaymentState.Dead(String reason, long diedAtMillis)
        ? Stream.of(new DeadLetter(generation, item.payment, reason, diedAtMillis, item.history))
        : Stream.empty();
  }

  /** Forgets all payments. */
  void clear() {
    items.clear();
    clearQueue();
    held.clear();
    dead.clear();
    discarded.clear();
    ledger.clear();
    totals.clear();
    conflicts.clear();
    inDoubt = 0;
  }

  void guarded(Runnable action) {
    guarded(
        () -> {
          action.run();
          return true;
        });
  }

  <T> T guarded(Supplier<T> action) {
    lock.lock();
    try {
      if (closed) {
        throw StoreException.refused(
            "the store is closed", new IllegalStateException("used after its end"));
      }
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    return closed;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
