package dev.rinha.core.store.memory;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.OutboxEvent.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Payments that were given up. */
final class MemoryDeadLetters implements DeadLetters {

  private final MemoryState state;

  MemoryDeadLetters(MemoryState state) {
    this.state = state;
  }

  @Override
  public List<DeadLetter> list(DeadLetterFilter filter, int max) {
    return state.guarded(() -> letters(filter).limit(max).toList());
  }

  @Override
  public void read(DeadLetterFilter filter, Consumer<DeadLetter> reader) {
    state.guarded(() -> letters(filter).toList()).forEach(reader);
  }

  Stream<DeadLetter> letters(DeadLetterFilter filter) {
    return state.dead.values().stream()
        .flatMap(state::letter)
        .filter(filter::accepts)
        .sorted(Comparator.comparing(DeadLetterKey::of));
  }

  @Override
  public Optional<DeadLetter> find(UUID correlationId) {
    return state.guarded(
        () ->
            Optional.ofNullable(state.dead.get(correlationId)).stream()
                .flatMap(state::letter)
                .findFirst());
  }

  @Override
  public List<Replayed> replay(List<Replay> replays) {
    return state.guarded(() -> replays.stream().map(this::replay).toList());
  }

  /** Under the lock. */
  Replayed replay(Replay replay) {
    Item item = state.items.get(replay.letter().payment().correlationId());
    if (item == null || replay.letter().generation() != state.generation) {
      return Replayed.NOT_DEAD;
    }
    if (item.isQueuedWith(replay.history())) {
      return Replayed.DONE;
    }
    if (!(item.state instanceof PaymentState.Dead(_, long diedAtMillis))
        || diedAtMillis != replay.letter().diedAtMillis()) {
      return Replayed.NOT_DEAD;
    }
    if (!replay.force() && state.letter(item).anyMatch(DeadLetter::executed)) {
      return Replayed.EXECUTED;
    }
    if (state.unfinished.size() >= state.maxUnfinished) {
      return Replayed.QUEUE_FULL;
    }
    state.dead.remove(item.payment.correlationId());
    state.queueAgain(item, replay.replayedAtMillis(), replay.history());
    state.outbox.report(Kind.PUT_BACK, item.record());
    return Replayed.DONE;
  }

  @Override
  public List<Boolean> discard(List<Discard> discards) {
    return state.guarded(() -> discards.stream().map(this::discard).toList());
  }

  private boolean discard(Discard discard) {
    DeadLetter letter = discard.letter();
    UUID correlationId = letter.payment().correlationId();
    Item item = state.items.get(correlationId);
    if (item == null || letter.generation() != state.generation) {
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
    state.change(item, end, discard.history());
    state.dead.remove(correlationId);
    state.discarded.put(new DeadLetterKey(discard.discardedAtMillis(), correlationId), item);
    state.outbox.report(Kind.DISCARDED, item.record());
    return true;
  }

  @Override
  public void readDiscarded(Consumer<DiscardedDeadLetter> reader) {
    state
        .guarded(() -> state.discarded.values().stream().flatMap(this::discardedLetter).toList())
        .forEach(reader);
  }

  private Stream<DiscardedDeadLetter> discardedLetter(Item item) {
    return item.state
            instanceof
            PaymentState.Discarded(PaymentState.Dead(String reason, long diedAt), long discardedAt)
        ? Stream.of(
            new DiscardedDeadLetter(
                new DeadLetter(state.generation, item.payment, reason, diedAt, item.history),
                discardedAt))
        : Stream.empty();
  }
}
