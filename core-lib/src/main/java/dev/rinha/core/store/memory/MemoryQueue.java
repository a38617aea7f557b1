package dev.rinha.core.store.memory;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a worker does with accepted payments. */
final class MemoryQueue implements WorkQueue {

  private static final long ANSWER_BOUND_MILLIS = 10_000;

  private final MemoryState state;

  MemoryQueue(MemoryState state) {
    this.state = state;
  }

  @Override
  public long answerBoundMillis() {
    return ANSWER_BOUND_MILLIS;
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    return state.guarded(
        () -> {
          awaitFirst(waitMillis);
          List<Claim> claims = new ArrayList<>();
          while (claims.size() < max && waits()) {
            Item item = state.unfinished.higherEntry(state.lastTaken).getValue();
            state.lastTaken = item.place;
            item.claims = 0;
            claims.add(hold(item, worker).as(new PaymentState.Queued(), item.queuedHistory));
          }
          return claims;
        });
  }

  private boolean waits() {
    return state.unfinished.higherKey(state.lastTaken) != null;
  }

  private void awaitFirst(long waitMillis) {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    try {
      while (!waits() && left > 0 && !state.closed()) {
        left = state.waiting.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for a payment", e);
    }
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return state.guarded(
        () -> {
          long now = state.clock.millis();
          // What was renewed in the future was renewed by a clock that has been set back since.
          state
              .held
              .values()
              .forEach(item -> item.renewedAtMillis = Math.min(item.renewedAtMillis, now));
          List<Item> idle =
              state.held.values().stream()
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
    item.renewedAtMillis = state.clock.millis();
    state.held.put(item.place, item);
    return new Claim(
        item.entry(),
        state.generation,
        state.era,
        item.payment,
        item.queuedAtMillis,
        item.state,
        item.history);
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return state.guarded(
        () -> {
          List<Claim> lost = new ArrayList<>();
          for (Claim claim : claims) {
            Item item = state.items.get(claim.payment().correlationId());
            if (item != null && claim.era() == state.era && holds(worker, claim, item)) {
              item.renewedAtMillis = state.clock.millis();
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
    state.guarded(
        () -> {
          for (Claim claim : claims) {
            Item item = state.items.get(claim.payment().correlationId());
            if (item != null && holds(worker, claim, item)) {
              item.released = true;
            }
          }
          return claims;
        });
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    state.guarded(
        () -> {
          for (Claim claim : claims) {
            Item item = state.items.get(claim.payment().correlationId());
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
    return state.guarded(
        () ->
            state.held.values().stream()
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
  private WriteResult move(String worker, Claim claim, PaymentState next, History history) {
    Item item = state.items.get(claim.payment().correlationId());
    if (item == null || claim.generation() != state.generation) {
      return WriteResult.CLAIM_LOST;
    }
    if (item.state instanceof PaymentState.Settled) {
      return WriteResult.ALREADY_SETTLED;
    }
    boolean repeated = item.state.equals(next) && item.history.equals(history);
    if (claim.era() != state.era
        || !holds(worker, claim, item)
        || !(repeated || isAsSeen(item, claim))) {
      return WriteResult.CLAIM_LOST;
    }
    state.change(item, next, history);
    return WriteResult.DONE;
  }

  private static boolean isAsSeen(Item item, Claim claim) {
    PaymentState seen = claim.state();
    return seen instanceof PaymentState.Queued
        ? item.isQueuedWith(claim.history())
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
    Item item = state.items.get(claim.payment().correlationId());
    if (item != null && claim.generation() == state.generation && item.state.equals(death)) {
      return WriteResult.DONE;
    }
    WriteResult write = move(worker, claim, death, giveUp.history());
    if (item != null && write == WriteResult.DONE) {
      state.finish(item);
      state.dead.put(item.payment.correlationId(), item);
      state.outbox.report(Kind.DEAD, item.record());
    }
    return write;
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return each(settlements, this::settle);
  }

  private WriteResult settle(Settlement settlement) {
    if (settlement.claim().generation() < state.generation) {
      return WriteResult.CLAIM_LOST;
    }
    // Then an attempt that is open in the store may be older.
    boolean told = settlement.claim().era() < state.era;
    Intent reported = settlement.intent();
    TimeBuckets.requireCountable(reported.requestedAtMillis());
    Payment payment = settlement.claim().payment();
    Item item = state.items.get(payment.correlationId());
    if (item == null) {
      if (Level.MINUTE.bucket(reported.requestedAtMillis()) <= state.forgottenMinute) {
        return keepConflict(settlement);
      }
      item = new Item(payment);
      state.items.put(payment.correlationId(), item);
    }
    return switch (item.state) {
      case PaymentState.Queued _ -> record(item, settlement);
      case PaymentState.Dead _ when told -> {
        state.dead.remove(payment.correlationId());
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
    if (settlement.claim().era() < state.era
        && !item.state.openAttempt().equals(Optional.of(settlement.intent()))) {
      state.wentBackIn = state.era;
    }
    if (!item.payment.amount().equals(executed.amount())) {
      keepConflict(settlement);
    }
    item.payment = executed;
    long cents = item.payment.amount().cents();
    state.totals.add(intent.processor(), intent.requestedAtMillis(), cents);
    state
        .ledger
        .computeIfAbsent(Level.MINUTE.bucket(intent.requestedAtMillis()), _ -> new ArrayList<>())
        .add(
            new LedgerEntry(
                item.payment.correlationId(),
                cents,
                intent.processor(),
                intent.requestedAtMillis()));
    state.change(
        item, new PaymentState.Settled(intent, settlement.settledAtMillis()), settlement.history());
    state.finish(item);
    state.settled++;
    state.outbox.report(Kind.SETTLED, item.record());
    return WriteResult.DONE;
  }

  private WriteResult keepConflict(Settlement settlement) {
    Payment payment = settlement.claim().payment();
    Intent intent = settlement.intent();
    Conflict known =
        state.conflicts.putIfAbsent(
            new MemoryState.Execution(payment.correlationId(), intent),
            new Conflict(payment.correlationId(), intent, settlement.settledAtMillis()));
    if (known == null) {
      state.outbox.report(
          Kind.CONFLICT,
          new PaymentRecord(
              payment,
              new PaymentState.Settled(intent, settlement.settledAtMillis()),
              settlement.history()));
    }
    return WriteResult.CONFLICT;
  }

  @Override
  public int recall(List<Recollection> recollections) {
    return state.guarded(() -> (int) recollections.stream().filter(this::recall).count());
  }

  /** Answers whether that was news. */
  private boolean recall(Recollection recollection) {
    Claim claim = recollection.claim();
    if (claim.generation() < state.generation) {
      return false;
    }
    if (recollection.state() instanceof PaymentState.Settled(Intent intent, long atMillis)) {
      return settle(new Settlement(claim, intent, atMillis, recollection.history()))
          == WriteResult.DONE;
    }
    UUID correlationId = claim.payment().correlationId();
    Item known = state.items.get(correlationId);
    boolean mayBeOnItsWay = recollection.state() instanceof PaymentState.InDoubt;
    boolean dead = known != null && known.state instanceof PaymentState.Dead;
    boolean queued = known != null && known.state instanceof PaymentState.Queued;
    if (known != null && !(mayBeOnItsWay && (dead || queued))) {
      // Which attempt is the later one nobody knows: whoever takes it asks everywhere.
      boolean other =
          mayBeOnItsWay
              && known.state.openAttempt().isPresent()
              && !known.state.openAttempt().equals(recollection.state().openAttempt());
      state.wentBackIn = other ? state.era : state.wentBackIn;
      return other;
    }
    state.wentBackIn = state.era;
    Item item = known == null ? new Item(claim.payment()) : known;
    item.history = recollection.history();
    if (!queued) {
      state.items.put(correlationId, item);
      state.dead.remove(correlationId);
      state.enqueue(item, claim.queuedAtMillis());
    }
    state.change(item, recollection.state(), recollection.history());
    if (dead) {
      state.outbox.report(Kind.PUT_BACK, item.record());
    }
    return true;
  }

  @Override
  public Era told(String worker, long toldEra, boolean waitsForOthers) {
    return state.guarded(
        () -> {
          long told = toldEra == 0 ? state.era : toldEra;
          state.workers.merge(worker, told, Math::max);
          if (!waitsForOthers && told == state.era) {
            state.workers.values().removeIf(other -> other != state.era);
          }
          return new Era(
              state.era,
              state.workers.values().stream().allMatch(other -> other == state.era),
              state.wentBackIn == state.era);
        });
  }

  @Override
  public void leave(String worker) {
    state.guarded(() -> state.workers.remove(worker, state.era));
  }

  private boolean holds(String worker, Claim claim, Item item) {
    return claim.generation() == state.generation
        && state.held.containsKey(item.place)
        && item.holder.equals(worker)
        && item.entry().equals(claim.entry());
  }

  private <A> List<WriteResult> each(List<A> arguments, Function<A, WriteResult> write) {
    return state.guarded(() -> arguments.stream().map(write).toList());
  }
}
