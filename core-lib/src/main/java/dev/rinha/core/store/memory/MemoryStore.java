package dev.rinha.core.store.memory;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.BucketedTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.traffic.TrafficMinute;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store in this process's memory: the same contract as the one in Redis, without durability.
 *
 * <p>Thread safe: one lock guards everything. It starts no threads, and nothing it answers depends
 * on hash order or on real time, so that a single thread with a virtual clock gets the same answers
 * each time; only {@link #take} with a wait above 0 ever blocks. What is in it was a payment when
 * it was put there: nothing can be unreadable, so nothing is ever set aside.
 */
public final class MemoryStore implements PaymentStore, HealthBoard, TrafficLog {

  /** How many unfinished payments are accepted unless said otherwise. */
  public static final long DEFAULT_MAX_UNFINISHED = 100_000;

  private static final long MINUTE_MILLIS = 60_000;
  private static final long ANSWER_BOUND_MILLIS = 10_000;

  private final long maxUnfinished;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition waiting = lock.newCondition();

  private final Map<UUID, Item> items = new HashMap<>();
  private final NavigableMap<Long, Item> unfinished = new TreeMap<>();
  private final NavigableMap<Long, Item> held = new TreeMap<>();
  private final NavigableMap<Long, List<LedgerEntry>> ledger = new TreeMap<>();
  private final Map<UUID, Item> dead = new HashMap<>();
  private final NavigableMap<DeadLetterKey, Item> discarded = new TreeMap<>();
  private final BucketedTotals totals = new BucketedTotals();
  private final Map<Execution, Conflict> conflicts = new LinkedHashMap<>();
  private final HealthTable health = new HealthTable();
  private final PauseTable pauses = new PauseTable();
  private final Map<String, Heard> roster = new TreeMap<>();
  private final ReplayTable replays = new ReplayTable();
  private final TrafficTable traffic = new TrafficTable();

  /** Workers at work, and up to which era each has told what it knew. */
  private final Map<String, Long> workers = new TreeMap<>();

  private long era = 1;

  /** The last era in which somebody knew what the store did not. */
  private long wentBackIn;

  private long generation = 1;
  private long begunAtMillis;
  private long nextPlace = 1;
  private long regroupings;

  /** Up to this place payments have been taken, as the group of a queue in Redis counts it. */
  private long lastTaken;

  private long settled;
  private long forgotten;

  /** Up to this minute settled payments have been forgotten. */
  private long forgottenMinute = -1;

  private long inDoubt;
  private boolean closed;

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
    this.maxUnfinished = maxUnfinished;
    this.clock = requireNonNull(clock, "clock");
    this.begunAtMillis = clock.millis();
  }

  @Override
  public Acceptance accept(Payment payment) {
    requireNonNull(payment, "payment");
    return guarded(
        () -> {
          Item known = items.get(payment.correlationId());
          if (known != null) {
            return Acceptance.repeated(known.payment.amount(), payment.amount());
          }
          if (unfinished.size() >= maxUnfinished) {
            return new Acceptance.QueueFull(maxUnfinished);
          }
          Item item = new Item(payment);
          items.put(payment.correlationId(), item);
          enqueue(item, payment.acceptedAtMillis());
          return new Acceptance.Accepted();
        });
  }

  private void enqueue(Item item, long nowMillis) {
    item.place = nextPlace++;
    item.claims = 0;
    item.queuedAtMillis = nowMillis;
    item.queuedHistory = item.history;
    unfinished.put(item.place, item);
    waiting.signal();
  }

  @Override
  public long answerBoundMillis() {
    return ANSWER_BOUND_MILLIS;
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    return guarded(
        () -> {
          awaitFirst(waitMillis);
          List<Claim> claims = new ArrayList<>();
          while (claims.size() < max && waits()) {
            Item item = unfinished.higherEntry(lastTaken).getValue();
            lastTaken = item.place;
            item.claims = 0;
            claims.add(hold(item, worker).as(new PaymentState.Queued(), item.queuedHistory));
          }
          return claims;
        });
  }

  /** Does what happens when somebody deletes the queue: nobody has the unfinished any more. */
  public void loseQueue() {
    guarded(
        () -> {
          regroupings++;
          lastTaken = 0;
          unfinished.clear();
          held.values().forEach(item -> item.holder = "");
          held.clear();
        });
  }

  private boolean waits() {
    return unfinished.higherKey(lastTaken) != null;
  }

  /**
   * Does what happens to a queue in Redis when somebody destroys its group, which the next caller
   * makes anew, or sets it back: everything unfinished is handed out as if it were new.
   *
   * @param destroyed whether claims that are held are forgotten at once, and not only when the
   *     payment is taken again
   */
  public void handOutAnew(boolean destroyed) {
    guarded(
        () -> {
          lastTaken = 0;
          if (destroyed) {
            regroupings++;
            held.values()
                .forEach(
                    item -> {
                      item.holder = "";
                      item.parkedAt = "";
                    });
            held.clear();
          }
          waiting.signalAll();
        });
  }

  private void awaitFirst(long waitMillis) {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    try {
      while (!waits() && left > 0 && !closed) {
        left = waiting.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for a payment", e);
    }
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return guarded(
        () -> {
          long now = clock.millis();
          // What was renewed in the future was renewed by a clock that has been set back since.
          held.values().forEach(item -> item.renewedAtMillis = Math.min(item.renewedAtMillis, now));
          List<Item> idle =
              held.values().stream()
                  .filter(item -> item.parkedAt.isEmpty())
                  .filter(item -> item.released || now - item.renewedAtMillis >= idleMillis)
                  .limit(max)
                  .toList();
          return idle.stream().map(item -> hold(item, worker)).toList();
        });
  }

  private Claim hold(Item item, String worker) {
    item.holder = worker;
    item.claims++;
    item.released = false;
    item.parkedAt = "";
    item.renewedAtMillis = clock.millis();
    held.put(item.place, item);
    return new Claim(
        item.entry(), generation, era, item.payment, item.queuedAtMillis, item.state, item.history);
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return guarded(
        () -> {
          List<Claim> lost = new ArrayList<>();
          for (Claim claim : claims) {
            Item item = items.get(claim.payment().correlationId());
            if (item != null && claim.era() == era && holds(worker, claim, item)) {
              item.renewedAtMillis = clock.millis();
              item.released = false;
            } else {
              lost.add(claim);
            }
          }
          return lost;
        });
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    guarded(
        () -> {
          for (Claim claim : claims) {
            Item item = items.get(claim.payment().correlationId());
            if (item != null && holds(worker, claim, item)) {
              item.released = true;
            }
          }
          return claims;
        });
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    guarded(
        () -> {
          for (Claim claim : claims) {
            Item item = items.get(claim.payment().correlationId());
            if (item != null && holds(worker, claim, item)) {
              item.holder = "";
              item.parkedAt = processor;
            }
          }
          return claims;
        });
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return guarded(
        () ->
            held.values().stream()
                .filter(item -> item.parkedAt.equals(processor))
                .limit(max)
                .toList()
                .stream()
                .map(item -> hold(item, worker))
                .toList());
  }

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return each(
        sends,
        send ->
            move(worker, send.claim(), new PaymentState.Sending(send.intent()), send.history()));
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return each(
        doubts,
        doubt ->
            move(
                worker,
                doubt.claim(),
                new PaymentState.InDoubt(doubt.intent(), doubt.sinceMillis()),
                doubt.history()));
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return each(
        clearances,
        clearance ->
            move(worker, clearance.claim(), new PaymentState.Queued(), clearance.history()));
  }

  /** Changes a payment, if it is still as the claim says. */
  private WriteResult move(String worker, Claim claim, PaymentState state, String history) {
    Item item = items.get(claim.payment().correlationId());
    if (item == null || claim.generation() != generation) {
      return WriteResult.CLAIM_LOST;
    }
    if (item.state instanceof PaymentState.Settled) {
      return WriteResult.ALREADY_SETTLED;
    }
    boolean repeated = item.state.equals(state) && item.history.equals(history);
    if (claim.era() != era || !holds(worker, claim, item) || !(repeated || isAsSeen(item, claim))) {
      return WriteResult.CLAIM_LOST;
    }
    change(item, state, history);
    return WriteResult.DONE;
  }

  private static boolean isAsSeen(Item item, Claim claim) {
    PaymentState seen = claim.state();
    return seen instanceof PaymentState.Queued
        ? isQueuedWith(item, claim.history())
        : item.state.getClass() == seen.getClass()
            && item.state.openAttempt().equals(seen.openAttempt());
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return each(giveUps, giveUp -> giveUp(worker, giveUp));
  }

  private WriteResult giveUp(String worker, GiveUp giveUp) {
    Claim claim = giveUp.claim();
    PaymentState.Dead death = new PaymentState.Dead(giveUp.reason(), giveUp.diedAtMillis());
    Item item = items.get(claim.payment().correlationId());
    if (item != null && claim.generation() == generation && item.state.equals(death)) {
      return WriteResult.DONE;
    }
    WriteResult write = move(worker, claim, death, giveUp.history());
    if (item != null && write == WriteResult.DONE) {
      finish(item);
      dead.put(item.payment.correlationId(), item);
    }
    return write;
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return each(settlements, this::settle);
  }

  private WriteResult settle(Settlement settlement) {
    if (settlement.claim().generation() < generation) {
      return WriteResult.CLAIM_LOST;
    }
    // Then an attempt that is open in the store may be older.
    boolean told = settlement.claim().era() < era;
    Intent reported = settlement.intent();
    TimeBuckets.requireCountable(reported.requestedAtMillis());
    Payment payment = settlement.claim().payment();
    Item item = items.get(payment.correlationId());
    if (item == null) {
      if (Level.MINUTE.bucket(reported.requestedAtMillis()) <= forgottenMinute) {
        return keepConflict(settlement);
      }
      item = new Item(payment);
      items.put(payment.correlationId(), item);
    }
    return switch (item.state) {
      case PaymentState.Queued _ -> record(item, settlement);
      case PaymentState.Dead _ when told -> {
        dead.remove(payment.correlationId());
        yield record(item, settlement);
      }
      case PaymentState.Sending(Intent intent) when told || intent.equals(reported) ->
          record(item, settlement);
      case PaymentState.InDoubt(Intent intent, _) when told || intent.equals(reported) ->
          record(item, settlement);
      case PaymentState.Settled(Intent intent, _) when intent.equals(reported) ->
          WriteResult.ALREADY_SETTLED;
      case PaymentState.Sending _,
          PaymentState.InDoubt _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          keepConflict(settlement);
    };
  }

  private WriteResult record(Item item, Settlement settlement) {
    Intent intent = settlement.intent();
    Payment executed = settlement.claim().payment();
    if (settlement.claim().era() < era
        && !item.state.openAttempt().equals(Optional.of(settlement.intent()))) {
      wentBackIn = era;
    }
    if (!item.payment.amount().equals(executed.amount())) {
      keepConflict(settlement);
    }
    item.payment = executed;
    long cents = item.payment.amount().cents();
    totals.add(intent.processor(), intent.requestedAtMillis(), cents);
    ledger
        .computeIfAbsent(Level.MINUTE.bucket(intent.requestedAtMillis()), _ -> new ArrayList<>())
        .add(
            new LedgerEntry(
                item.payment.correlationId(),
                cents,
                intent.processor(),
                intent.requestedAtMillis()));
    change(
        item, new PaymentState.Settled(intent, settlement.settledAtMillis()), settlement.history());
    finish(item);
    settled++;
    return WriteResult.DONE;
  }

  private WriteResult keepConflict(Settlement settlement) {
    UUID correlationId = settlement.claim().payment().correlationId();
    Intent intent = settlement.intent();
    conflicts.putIfAbsent(
        new Execution(correlationId, intent),
        new Conflict(correlationId, intent, settlement.settledAtMillis()));
    return WriteResult.CONFLICT;
  }

  @Override
  public int recall(List<Recollection> recollections) {
    return guarded(() -> (int) recollections.stream().filter(this::recall).count());
  }

  /** Answers whether that was news. */
  private boolean recall(Recollection recollection) {
    Claim claim = recollection.claim();
    if (claim.generation() < generation) {
      return false;
    }
    if (recollection.state() instanceof PaymentState.Settled(Intent intent, long atMillis)) {
      return settle(new Settlement(claim, intent, atMillis, recollection.history()))
          == WriteResult.DONE;
    }
    UUID correlationId = claim.payment().correlationId();
    Item known = items.get(correlationId);
    boolean mayBeOnItsWay = recollection.state() instanceof PaymentState.InDoubt;
    boolean dead = known != null && known.state instanceof PaymentState.Dead;
    boolean queued = known != null && known.state instanceof PaymentState.Queued;
    if (known != null && !(mayBeOnItsWay && (dead || queued))) {
      // Which attempt is the later one nobody knows: whoever takes it asks everywhere.
      boolean other =
          mayBeOnItsWay
              && known.state.openAttempt().isPresent()
              && !known.state.openAttempt().equals(recollection.state().openAttempt());
      wentBackIn = other ? era : wentBackIn;
      return other;
    }
    wentBackIn = era;
    Item item = known == null ? new Item(claim.payment()) : known;
    item.history = recollection.history();
    if (!queued) {
      items.put(correlationId, item);
      this.dead.remove(correlationId);
      enqueue(item, claim.queuedAtMillis());
    }
    change(item, recollection.state(), recollection.history());
    return true;
  }

  @Override
  public Era told(String worker, long toldEra, boolean waitsForOthers) {
    return guarded(
        () -> {
          long told = toldEra == 0 ? era : toldEra;
          workers.merge(worker, told, Math::max);
          if (!waitsForOthers && told == era) {
            workers.values().removeIf(other -> other != era);
          }
          return new Era(
              era, workers.values().stream().allMatch(other -> other == era), wentBackIn == era);
        });
  }

  @Override
  public void leave(String worker) {
    guarded(() -> workers.remove(worker, era));
  }

  /** Everything as it is now, to {@link #restore} it later. */
  public Copy copy() {
    return guarded(() -> new Copy(this));
  }

  /**
   * Goes back in time, as a store does that was restarted without the last it had written, or with
   * a copy of another day: a new era begins. Pauses, frozen replays, traffic and health stay as
   * they are.
   */
  public void restore(Copy copy) {
    guarded(
        () -> {
          clear();
          copy.items.forEach(item -> put(new Item(item), copy));
          copy.ledger.forEach((minute, entries) -> ledger.put(minute, new ArrayList<>(entries)));
          ledger.values().stream()
              .flatMap(List::stream)
              .forEach(
                  entry ->
                      totals.add(
                          entry.processor(), entry.requestedAtMillis(), entry.amountCents()));
          conflicts.putAll(copy.conflicts);
          workers.clear();
          workers.putAll(copy.workers);
          generation = copy.generation;
          begunAtMillis = copy.begunAtMillis;
          nextPlace = copy.nextPlace;
          lastTaken = copy.lastTaken;
          settled = copy.settled;
          forgotten = copy.forgotten;
          forgottenMinute = copy.forgottenMinute;
          era++;
          waiting.signalAll();
        });
  }

  private void put(Item item, Copy copy) {
    UUID correlationId = item.payment.correlationId();
    items.put(correlationId, item);
    inDoubt += doubts(item.state);
    switch (item.state) {
      case PaymentState.Queued _, PaymentState.Sending _, PaymentState.InDoubt _ -> {
        if (copy.unfinished.contains(item.place)) {
          unfinished.put(item.place, item);
        }
        if (copy.held.contains(item.place)) {
          held.put(item.place, item);
        }
      }
      case PaymentState.Dead _ -> dead.put(correlationId, item);
      case PaymentState.Discarded(_, long atMillis) ->
          discarded.put(new DeadLetterKey(atMillis, correlationId), item);
      case PaymentState.Settled _ -> {}
    }
  }

  /** A copy of a store, which nothing changes any more. */
  public static final class Copy {
    private final List<Item> items;
    private final Set<Long> unfinished;
    private final Set<Long> held;
    private final Map<Long, List<LedgerEntry>> ledger = new TreeMap<>();
    private final Map<Execution, Conflict> conflicts;
    private final Map<String, Long> workers;
    private final long generation;
    private final long begunAtMillis;
    private final long nextPlace;
    private final long lastTaken;
    private final long settled;
    private final long forgotten;
    private final long forgottenMinute;

    private Copy(MemoryStore store) {
      items = store.items.values().stream().map(Item::new).toList();
      unfinished = Set.copyOf(store.unfinished.keySet());
      held = Set.copyOf(store.held.keySet());
      store.ledger.forEach((minute, entries) -> ledger.put(minute, List.copyOf(entries)));
      conflicts = new LinkedHashMap<>(store.conflicts);
      workers = Map.copyOf(store.workers);
      generation = store.generation;
      begunAtMillis = store.begunAtMillis;
      nextPlace = store.nextPlace;
      lastTaken = store.lastTaken;
      settled = store.settled;
      forgotten = store.forgotten;
      forgottenMinute = store.forgottenMinute;
    }

    /** The purge generation that it is of. */
    public long generation() {
      return generation;
    }
  }

  private void change(Item item, PaymentState state, String history) {
    inDoubt += doubts(state) - doubts(item.state);
    item.state = state;
    item.history = history;
  }

  private static int doubts(PaymentState state) {
    return state instanceof PaymentState.InDoubt ? 1 : 0;
  }

  private void finish(Item item) {
    item.holder = "";
    held.remove(item.place);
    unfinished.remove(item.place);
  }

  private boolean holds(String worker, Claim claim, Item item) {
    return claim.generation() == generation
        && held.containsKey(item.place)
        && item.holder.equals(worker)
        && item.entry().equals(claim.entry());
  }

  @Override
  public List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    return guarded(() -> letters(filter).limit(max).toList());
  }

  @Override
  public void deadLetters(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    guarded(() -> letters(filter).toList()).forEach(reader);
  }

  private Stream<DeadLetter> letters(DeadLetterFilter filter) {
    return dead.values().stream()
        .flatMap(this::letter)
        .filter(filter::accepts)
        .sorted(Comparator.comparing(DeadLetterKey::of));
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID correlationId) {
    return guarded(
        () ->
            Optional.ofNullable(dead.get(correlationId)).stream()
                .flatMap(this::letter)
                .findFirst());
  }

  private Stream<DeadLetter> letter(Item item) {
    return item.state instanceof PaymentState.Dead(String reason, long diedAtMillis)
        ? Stream.of(new DeadLetter(generation, item.payment, reason, diedAtMillis, item.history))
        : Stream.empty();
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return guarded(() -> replays.stream().map(this::replay).toList());
  }

  private Replayed replay(Replay replay) {
    Item item = items.get(replay.letter().payment().correlationId());
    if (item == null || replay.letter().generation() != generation) {
      return Replayed.NOT_DEAD;
    }
    if (isQueuedWith(item, replay.history())) {
      return Replayed.DONE;
    }
    if (!(item.state instanceof PaymentState.Dead(_, long diedAtMillis))
        || diedAtMillis != replay.letter().diedAtMillis()) {
      return Replayed.NOT_DEAD;
    }
    if (!replay.force() && letter(item).anyMatch(DeadLetter::executed)) {
      return Replayed.EXECUTED;
    }
    if (unfinished.size() >= maxUnfinished) {
      return Replayed.QUEUE_FULL;
    }
    dead.remove(item.payment.correlationId());
    queueAgain(item, replay.replayedAtMillis(), replay.history());
    return Replayed.DONE;
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return guarded(() -> discards.stream().map(this::discard).toList());
  }

  private boolean discard(Discard discard) {
    DeadLetter letter = discard.letter();
    UUID correlationId = letter.payment().correlationId();
    Item item = items.get(correlationId);
    if (item == null || letter.generation() != generation) {
      return false;
    }
    PaymentState.Dead death = new PaymentState.Dead(letter.reason(), letter.diedAtMillis());
    PaymentState end = new PaymentState.Discarded(death, discard.discardedAtMillis());
    if (item.state.equals(end) && item.history.equals(discard.history())) {
      return true;
    }
    if (!item.state.equals(death)) {
      return false;
    }
    change(item, end, discard.history());
    dead.remove(correlationId);
    discarded.put(new DeadLetterKey(discard.discardedAtMillis(), correlationId), item);
    return true;
  }

  @Override
  public void discarded(Consumer<DiscardedDeadLetter> reader) {
    guarded(() -> discarded.values().stream().flatMap(this::discardedLetter).toList())
        .forEach(reader);
  }

  private Stream<DiscardedDeadLetter> discardedLetter(Item item) {
    return item.state
            instanceof
            PaymentState.Discarded(PaymentState.Dead(String reason, long diedAt), long discardedAt)
        ? Stream.of(
            new DiscardedDeadLetter(
                new DeadLetter(generation, item.payment, reason, diedAt, item.history),
                discardedAt))
        : Stream.empty();
  }

  @Override
  public void beginReplay(
      String id, String criteria, String reason, long nowMillis, boolean force) {
    guarded(() -> replays.begin(id, criteria, reason, nowMillis, force));
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    guarded(() -> replays.select(id, letters, generation));
  }

  @Override
  public void freeze(String id) {
    guarded(() -> replays.freeze(id));
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    return guarded(() -> replays.step(id, max, (name, force) -> putBack(name, how, force)));
  }

  private Replayed putBack(DeadLetterKey name, Function<DeadLetter, Replay> how, boolean force) {
    return Optional.ofNullable(dead.get(name.correlationId())).stream()
        .flatMap(this::letter)
        .filter(letter -> letter.diedAtMillis() == name.millis())
        .findFirst()
        .map(how)
        .map(as -> new Replay(as.letter(), as.replayedAtMillis(), as.history(), force))
        .map(this::replay)
        .orElse(Replayed.NOT_DEAD);
  }

  @Override
  public Optional<FrozenReplay> replay(String id) {
    return guarded(() -> replays.find(id));
  }

  @Override
  public List<FrozenReplay> replays() {
    return guarded(replays::all);
  }

  private static boolean isQueuedWith(Item item, String history) {
    return item.state instanceof PaymentState.Queued && item.history.equals(history);
  }

  /** The payment gets another place than any before, so that no earlier claim is good for it. */
  private void queueAgain(Item item, long nowMillis, String history) {
    change(item, new PaymentState.Queued(), history);
    enqueue(item, nowMillis);
  }

  @Override
  public List<InDoubtPayment> inDoubt(int max) {
    return guarded(
        () ->
            items.values().stream()
                .flatMap(this::doubtful)
                .sorted(
                    Comparator.comparingLong(InDoubtPayment::sinceMillis)
                        .thenComparing(
                            doubtful -> doubtful.payment().correlationId(), DeadLetterKey.BY_BYTES))
                .limit(max)
                .toList());
  }

  @Override
  public Optional<InDoubtPayment> inDoubt(UUID correlationId) {
    return guarded(
        () ->
            Optional.ofNullable(items.get(correlationId)).stream()
                .flatMap(this::doubtful)
                .findFirst());
  }

  private Stream<InDoubtPayment> doubtful(Item item) {
    return item.state instanceof PaymentState.InDoubt(Intent intent, long sinceMillis)
        ? Stream.of(
            new InDoubtPayment(
                generation,
                Long.toString(item.place),
                item.payment,
                intent,
                sinceMillis,
                item.history))
        : Stream.empty();
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    return guarded(() -> freeings.stream().map(this::free).toList());
  }

  private Freed free(Freeing freeing) {
    InDoubtPayment doubtful = freeing.payment();
    Item item = items.get(doubtful.payment().correlationId());
    if (item == null || doubtful.generation() != generation) {
      return Freed.NOT_IN_DOUBT;
    }
    if (isQueuedWith(item, freeing.history())) {
      return Freed.DONE;
    }
    if (item.state instanceof PaymentState.Settled) {
      return Freed.ALREADY_SETTLED;
    }
    if (!(item.state instanceof PaymentState.InDoubt(Intent intent, _))
        || !intent.equals(doubtful.intent())) {
      return Freed.NOT_IN_DOUBT;
    }
    if (pauses.pausedMillis(intent.processor(), freeing.freedAtMillis(), clock.millis())
        < freeing.quietMillis()) {
      return Freed.TOO_EARLY;
    }
    finish(item);
    queueAgain(item, freeing.freedAtMillis(), freeing.history());
    return Freed.DONE;
  }

  @Override
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    return guarded(() -> totals.summary(window));
  }

  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    long first = Level.MINUTE.bucket(Math.max(0, window.fromMillis()));
    long last = Level.MINUTE.bucket(Math.max(0, window.toMillis()));
    List<List<LedgerEntry>> minutes =
        guarded(
            () ->
                ledger.subMap(first, true, last, true).values().stream()
                    .map(List::copyOf)
                    .toList());
    for (List<LedgerEntry> minute : minutes) {
      minute.stream().filter(entry -> window.contains(entry.requestedAtMillis())).forEach(reader);
    }
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return guarded(() -> Optional.ofNullable(items.get(correlationId)).map(Item::record));
  }

  @Override
  public Census census() {
    return guarded(
        () ->
            Census.of(
                generation,
                items.size(),
                settled,
                unfinished.size(),
                held.size(),
                inDoubt,
                dead.size(),
                discarded.size(),
                forgotten,
                unfinished.isEmpty()
                    ? Long.MAX_VALUE
                    : unfinished.firstEntry().getValue().queuedAtMillis,
                regroupings,
                0));
  }

  /** Reports of executions that contradict what is recorded, in the order in which they came. */
  public List<Conflict> conflicts() {
    return guarded(() -> List.copyOf(conflicts.values()));
  }

  @Override
  public OptionalLong oldestSettledMinute() {
    return guarded(
        () ->
            ledger.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ledger.firstKey() * MINUTE_MILLIS));
  }

  @Override
  public int forgetSettled(long beforeMillis, int max) {
    long minute = Level.MINUTE.bucket(Math.clamp(beforeMillis, 0, TimeBuckets.MAX_MILLIS));
    return guarded(
        () -> {
          Map.Entry<Long, List<LedgerEntry>> oldest = ledger.firstEntry();
          if (oldest == null || oldest.getKey() >= minute) {
            return 0;
          }
          List<LedgerEntry> entries = oldest.getValue();
          List<LedgerEntry> first =
              entries.subList(0, Math.min(entries.size(), Math.min(max, MOST_PER_STEP)));
          int forgotten = first.size();
          forgottenMinute = Math.max(forgottenMinute, oldest.getKey());
          first.forEach(this::forget);
          this.forgotten += forgotten;
          first.clear();
          if (entries.isEmpty()) {
            ledger.remove(oldest.getKey());
          }
          return forgotten;
        });
  }

  private void forget(LedgerEntry entry) {
    totals.remove(entry.processor(), entry.requestedAtMillis(), entry.amountCents());
    items.remove(entry.correlationId());
    settled--;
  }

  @Override
  public int forgetDead(long beforeMillis, int max) {
    return guarded(
        () -> {
          List<UUID> forgotten =
              letters(DeadLetterFilter.ALL.diedBefore(beforeMillis))
                  .limit(Math.min(max, MOST_PER_STEP))
                  .map(letter -> letter.payment().correlationId())
                  .toList();
          forgotten.forEach(dead::remove);
          forgotten.forEach(items::remove);
          this.forgotten += forgotten.size();
          return forgotten.size();
        });
  }

  @Override
  public int forgetDiscarded(long beforeMillis, int max) {
    return guarded(
        () -> {
          List<DeadLetterKey> forgotten =
              discarded.keySet().stream()
                  .takeWhile(name -> name.millis() < beforeMillis)
                  .limit(Math.min(max, MOST_PER_STEP))
                  .toList();
          forgotten.forEach(discarded::remove);
          forgotten.forEach(name -> items.remove(name.correlationId()));
          this.forgotten += forgotten.size();
          return forgotten.size();
        });
  }

  @Override
  public long purge() {
    return guarded(
        () -> {
          clear();
          lastTaken = 0;
          replays.clear();
          settled = 0;
          forgotten = 0;
          forgottenMinute = -1;
          begunAtMillis = clock.millis();
          return ++generation;
        });
  }

  private void clear() {
    items.clear();
    unfinished.clear();
    held.clear();
    dead.clear();
    discarded.clear();
    ledger.clear();
    totals.clear();
    conflicts.clear();
    inDoubt = 0;
  }

  /** Everything that is written down, for an audit. */
  public Books books() {
    return new MemoryBooks();
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    return guarded(
        () -> {
          List<WorkerTerms> others = others(terms.worker());
          roster.put(terms.worker(), new Heard(terms, clock.millis()));
          return others;
        });
  }

  @Override
  public void withdraw(String worker) {
    guarded(() -> roster.remove(worker));
  }

  @Override
  public List<WorkerTerms> workers() {
    return guarded(() -> others(""));
  }

  private List<WorkerTerms> others(String worker) {
    long now = clock.millis();
    roster
        .values()
        .removeIf(
            heard -> {
              boolean silent = now - heard.atMillis > heard.terms.memoryMillis();
              if (silent) {
                // Nobody needs to wait for it should the store go back from here on.
                workers.remove(heard.terms.worker(), era);
              }
              return silent;
            });
    return roster.values().stream()
        .map(Heard::terms)
        .filter(terms -> !terms.worker().equals(worker))
        .toList();
  }

  /** A worker's terms, and when it was heard of. */
  private record Heard(WorkerTerms terms, long atMillis) {}

  @Override
  public Pauses pauses() {
    return guarded(pauses::read);
  }

  @Override
  public boolean pause(Pause pause) {
    return guarded(() -> pauses.pause(pause, clock.millis()));
  }

  @Override
  public boolean resume(PauseScope scope) {
    return guarded(() -> pauses.resume(scope));
  }

  @Override
  public void add(String worker, String batch, List<TrafficMinute> minutes, long keptMillis) {
    guarded(
        () -> {
          traffic.add(worker, batch, minutes, keptMillis, clock.millis());
          return minutes;
        });
  }

  @Override
  public void traffic(long fromMillis, long toMillis, Consumer<TrafficMinute> reader) {
    guarded(() -> traffic.read(fromMillis, toMillis)).forEach(reader);
  }

  @Override
  public boolean lease(String processor, String holder, long leaseMillis) {
    return guarded(() -> health.lease(processor, holder, leaseMillis, clock.millis()));
  }

  @Override
  public void publish(String processor, String holder, HealthReport report, long quietMillis) {
    guarded(
        () -> {
          health.publish(processor, holder, report, quietMillis, clock.millis());
          return report;
        });
  }

  @Override
  public Map<String, Seen> read() {
    return guarded(() -> health.read(clock.millis()));
  }

  @Override
  public boolean durable() {
    return false;
  }

  /** Wakes whoever waits; every later call fails. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <A> List<WriteResult> each(List<A> arguments, Function<A, WriteResult> write) {
    return guarded(() -> arguments.stream().map(write).toList());
  }

  private void guarded(Runnable action) {
    guarded(
        () -> {
          action.run();
          return true;
        });
  }

  private <T> T guarded(Supplier<T> action) {
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

  /** Each list is copied under the lock and read outside of it. */
  private final class MemoryBooks implements Books {

    @Override
    public long begunAtMillis() {
      return guarded(() -> begunAtMillis);
    }

    @Override
    public void records(Consumer<PaymentRecord> reader, BiConsumer<UUID, String> unreadable) {
      guarded(() -> items.values().stream().map(Item::record).toList()).forEach(reader);
    }

    @Override
    public void queue(Consumer<QueueEntry> reader, BiConsumer<String, String> unreadable) {
      guarded(() -> unfinished.values().stream().map(Item::queueEntry).toList()).forEach(reader);
    }

    @Override
    public int requeue(List<PaymentRecord> missing, long nowMillis) {
      return guarded(
          () -> {
            int queued = 0;
            for (PaymentRecord record : missing) {
              Item item = items.get(record.payment().correlationId());
              if (item != null
                  && item.record().equals(record)
                  && unfinished.get(item.place) != item) {
                enqueue(item, nowMillis);
                queued++;
              }
            }
            return queued;
          });
    }

    @Override
    public void deadLetters(Consumer<UUID> reader) {
      guarded(() -> List.copyOf(dead.keySet())).forEach(reader);
    }

    @Override
    public void discarded(Consumer<UUID> reader) {
      guarded(() -> discarded.keySet().stream().map(DeadLetterKey::correlationId).toList())
          .forEach(reader);
    }

    @Override
    public void inDoubt(Consumer<UUID> reader) {
      MemoryStore.this.inDoubt(Integer.MAX_VALUE).stream()
          .map(doubtful -> doubtful.payment().correlationId())
          .forEach(reader);
    }

    @Override
    public List<PaymentRecord> find(Collection<UUID> correlationIds) {
      return correlationIds.stream().map(MemoryStore.this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public void pages(Consumer<Span> reader) {
      guarded(totals::pages).forEach(reader);
    }

    @Override
    public List<BucketTotals> buckets(List<Span> spans) {
      return guarded(() -> totals.buckets(spans));
    }

    @Override
    public boolean correct(long second, List<Correction> corrections) {
      return guarded(() -> totals.correct(second, corrections));
    }
  }

  /** What a conflict is about; reported again it is the same one. */
  private record Execution(UUID correlationId, Intent intent) {}

  /** What is known of one payment; changed only under the lock. */
  private static final class Item {
    private Payment payment;
    private long place;
    private long queuedAtMillis;
    private String queuedHistory = "";
    private PaymentState state = new PaymentState.Queued();
    private String history = "";
    private String holder = "";
    private int claims;
    private boolean released;
    private String parkedAt = "";
    private long renewedAtMillis;

    Item(Payment payment) {
      this.payment = payment;
    }

    Item(Item other) {
      this(other.payment);
      place = other.place;
      queuedAtMillis = other.queuedAtMillis;
      state = other.state;
      history = other.history;
      queuedHistory = other.queuedHistory;
      holder = other.holder;
      claims = other.claims;
      released = other.released;
      parkedAt = other.parkedAt;
      renewedAtMillis = other.renewedAtMillis;
    }

    String entry() {
      return place + "/" + claims;
    }

    PaymentRecord record() {
      return new PaymentRecord(payment, state, history);
    }

    Books.QueueEntry queueEntry() {
      return new Books.QueueEntry(Long.toString(place), payment);
    }
  }
}
