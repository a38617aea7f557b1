package dev.rinha.core.store.memory;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.Conflicts;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkerRoster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A store in this process's memory: the same contract as the one in Redis, without durability.
 *
 * <p>Thread safe: one lock guards everything. It starts no threads, and nothing it answers depends
 * on hash order or on real time, so that a single thread with a virtual clock gets the same answers
 * each time; only {@link WorkQueue#take} with a wait above 0 ever blocks. What is in it was a
 * payment when it was put there: nothing can be unreadable, so nothing is ever set aside.
 */
public final class MemoryStore implements PaymentStore {

  /** How many unfinished payments are accepted unless said otherwise. */
  public static final long DEFAULT_MAX_UNFINISHED = 100_000;

  /** After so long in one era no doubt from before it is left. */
  private static final long LONGEST_DOUBT_MILLIS = 86_400_000;

  private final MemoryState state;
  private final MemoryIntake intake;
  private final MemoryQueue queue;
  private final MemoryPauses pauses;
  private final MemoryRoster workers;
  private final MemoryDeadLetters deadLetters;
  private final MemoryReplays replays;
  private final MemoryUnknownOutcomes unknownOutcomes;
  private final MemoryLedger ledger;
  private final MemoryRetention retention;
  private final MemoryConflicts conflicts;
  private final MemoryBooks books;
  private final MemoryLists lists;
  private final MemoryHealthBoard healthBoard;
  private final MemoryTraffic traffic;
  private final MemoryOperatorLog operatorLog;

  /** Creates one for {@link #DEFAULT_MAX_UNFINISHED} unfinished payments, on the system's clock. */
  public MemoryStore() {
    this(DEFAULT_MAX_UNFINISHED, InstantSource.system());
  }

  /**
   * Creates an empty store.
   *
   * @param maxUnfinished how many payments may be neither settled nor dead, above 0
   * @param clock tells for how long a claim has not been renewed
   * @throws IllegalArgumentException if {@code maxUnfinished} is not above 0
   */
  public MemoryStore(long maxUnfinished, InstantSource clock) {
    if (maxUnfinished <= 0) {
      throw new IllegalArgumentException("max unfinished must be above 0, was " + maxUnfinished);
    }
    state = new MemoryState(maxUnfinished, clock);
    intake = new MemoryIntake(state);
    queue = new MemoryQueue(state);
    pauses = new MemoryPauses(state);
    workers = new MemoryRoster(state);
    deadLetters = new MemoryDeadLetters(state);
    replays = new MemoryReplays(state, deadLetters);
    unknownOutcomes = new MemoryUnknownOutcomes(state, pauses);
    ledger = new MemoryLedger(state, replays);
    retention = new MemoryRetention(state, deadLetters);
    conflicts = new MemoryConflicts(state);
    books = new MemoryBooks(state, unknownOutcomes);
    lists = new MemoryLists(state);
    healthBoard = new MemoryHealthBoard(state);
    traffic = new MemoryTraffic(state);
    operatorLog = new MemoryOperatorLog(state);
  }

  @Override
  public Intake intake() {
    return intake;
  }

  @Override
  public WorkQueue queue() {
    return queue;
  }

  @Override
  public PauseSwitch pauses() {
    return pauses;
  }

  @Override
  public WorkerRoster workers() {
    return workers;
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Replays replays() {
    return replays;
  }

  @Override
  public UnknownOutcomes unknownOutcomes() {
    return unknownOutcomes;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public Conflicts conflicts() {
    return conflicts;
  }

  @Override
  public Books books() {
    return books;
  }

  @Override
  public PaymentLists lists() {
    return lists;
  }

  @Override
  public HealthBoard healthBoard() {
    return healthBoard;
  }

  @Override
  public Outbox outbox() {
    return state.outbox;
  }

  @Override
  public TrafficLog traffic() {
    return traffic;
  }

  @Override
  public OperatorLog operatorLog() {
    return operatorLog;
  }

  @Override
  public boolean durable() {
    return false;
  }

  /** Wakes whoever waits; every later call fails. */
  @Override
  public void close() {
    state.close();
  }

  /** Does what happens when somebody deletes the queue: nobody has the unfinished any more. */
  public void loseQueue() {
    state.guarded(
        () -> {
          state.regroupings++;
          state.lastTaken = 0;
          state.clearQueue();
          state.held.values().forEach(item -> item.holder = "");
          state.held.clear();
        });
  }

  /**
   * Does what happens to a queue in Redis when somebody destroys its group, which the next caller
   * makes anew, or sets it back: everything unfinished is handed out as if it were new.
   *
   * @param destroyed whether claims that are held are forgotten at once, and not only when the
   *     payment is taken again
   */
  public void handOutAnew(boolean destroyed) {
    state.guarded(
        () -> {
          state.lastTaken = 0;
          if (destroyed) {
            state.regroupings++;
            state
                .held
                .values()
                .forEach(
                    item -> {
                      item.holder = "";
                      item.parkedAt = "";
                    });
            state.held.clear();
          }
          state.waiting.signalAll();
        });
  }

  /** Everything as it is now, to {@link #restore} it later. */
  public Copy copy() {
    return state.guarded(() -> new Copy(state));
  }

  /**
   * Goes back in time, as a store does that was restarted without the last it had written, or with
   * a copy of another day: a new era begins. Pauses, frozen replays, traffic, health and the
   * operator log stay as they are.
   */
  public void restore(Copy copy) {
    state.guarded(
        () -> {
          state.clear();
          copy.items.forEach(item -> put(new Item(item), copy));
          copy.ledger.forEach(
              (minute, entries) -> state.ledger.put(minute, new ArrayList<>(entries)));
          state.ledger.values().stream()
              .flatMap(List::stream)
              .forEach(
                  entry ->
                      state.totals.add(
                          entry.processor(), entry.requestedAtMillis(), entry.amountCents()));
          state.conflicts.putAll(copy.conflicts);
          state.workers.clear();
          state.workers.putAll(copy.workers);
          state.generation = copy.generation;
          state.begunAtMillis = copy.begunAtMillis;
          state.nextPlace = copy.nextPlace;
          state.lastTaken = copy.lastTaken;
          state.settled = copy.settled;
          state.forgotten = copy.forgotten;
          state.forgottenMinute = copy.forgottenMinute;
          state.forgottenOfMinute = copy.forgottenOfMinute;
          state.era++;
          state.eraBegunAtMillis = state.clock.millis();
          if (copy.wentBackIn == copy.era
              && state.eraBegunAtMillis - copy.eraBegunAtMillis < LONGEST_DOUBT_MILLIS) {
            // What somebody knew and the store did not may be missing still.
            state.wentBackIn = state.era;
          }
          state.waiting.signalAll();
        });
  }

  private void put(Item item, Copy copy) {
    UUID correlationId = item.payment.correlationId();
    state.items.put(correlationId, item);
    state.inDoubt += MemoryState.doubts(item.state);
    switch (item.state) {
      case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ -> {
        if (copy.unfinished.contains(item.place)) {
          state.putIntoQueue(item);
        }
        if (copy.held.contains(item.place)) {
          state.held.put(item.place, item);
        }
      }
      case PaymentState.Dead _ -> state.dead.put(correlationId, item);
      case PaymentState.Discarded(_, long atMillis) ->
          state.discarded.put(new DeadLetterKey(atMillis, correlationId), item);
      case PaymentState.Settled _ -> {}
    }
  }

  /** A copy of a store, which nothing changes any more. */
  public static final class Copy {
    private final List<Item> items;
    private final Set<Long> unfinished;
    private final Set<Long> held;
    private final Map<Long, List<LedgerEntry>> ledger = new TreeMap<>();
    private final Map<MemoryState.Execution, Conflict> conflicts;
    private final Map<String, Long> workers;
    private final long era;
    private final long eraBegunAtMillis;
    private final long wentBackIn;
    private final long generation;
    private final long begunAtMillis;
    private final long nextPlace;
    private final long lastTaken;
    private final long settled;
    private final long forgotten;
    private final long forgottenMinute;
    private final int forgottenOfMinute;

    private Copy(MemoryState state) {
      items = state.items.values().stream().map(Item::new).toList();
      unfinished = Set.copyOf(state.unfinished.keySet());
      held = Set.copyOf(state.held.keySet());
      state.ledger.forEach((minute, entries) -> ledger.put(minute, List.copyOf(entries)));
      conflicts = new LinkedHashMap<>(state.conflicts);
      workers = Map.copyOf(state.workers);
      era = state.era;
      eraBegunAtMillis = state.eraBegunAtMillis;
      wentBackIn = state.wentBackIn;
      generation = state.generation;
      begunAtMillis = state.begunAtMillis;
      nextPlace = state.nextPlace;
      lastTaken = state.lastTaken;
      settled = state.settled;
      forgotten = state.forgotten;
      forgottenMinute = state.forgottenMinute;
      forgottenOfMinute = state.forgottenOfMinute;
    }

    /** The purge generation that it is of. */
    public long generation() {
      return generation;
    }
  }
}
