package dev.rinha.core.store.memory;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.UnknownOutcomes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Payments in doubt. */
final class MemoryUnknownOutcomes implements UnknownOutcomes {

  private final MemoryState state;
  private final MemoryPauses pauses;

  MemoryUnknownOutcomes(MemoryState state, MemoryPauses pauses) {
    this.state = state;
    this.pauses = pauses;
  }

  @Override
  public List<InDoubtPayment> list(int max) {
    return state.guarded(
        () ->
            state.items.values().stream()
                .flatMap(this::doubtful)
                .sorted(
                    Comparator.comparingLong(InDoubtPayment::sinceMillis)
                        .thenComparing(
                            doubtful -> doubtful.payment().correlationId(), DeadLetterKey.BY_BYTES))
                .limit(max)
                .toList());
  }

  @Override
  public Optional<InDoubtPayment> find(UUID correlationId) {
    return state.guarded(
        () ->
            Optional.ofNullable(state.items.get(correlationId)).stream()
                .flatMap(this::doubtful)
                .findFirst());
  }

  private Stream<InDoubtPayment> doubtful(Item item) {
    return item.state instanceof PaymentState.InDoubt(Intent intent, long sinceMillis)
        ? Stream.of(
            new InDoubtPayment(
                state.generation,
                Long.toString(item.place),
                item.payment,
                intent,
                sinceMillis,
                item.history))
        : Stream.empty();
  }

  @Override
  public List<Freed> free(List<Freeing> freeings) {
    return state.guarded(() -> freeings.stream().map(this::free).toList());
  }

  private Freed free(Freeing freeing) {
    InDoubtPayment doubtful = freeing.payment();
    Item item = state.items.get(doubtful.payment().correlationId());
    if (item == null || doubtful.generation() != state.generation) {
      return Freed.NOT_IN_DOUBT;
    }
    if (item.isQueuedWith(freeing.history())) {
      return Freed.DONE;
    }
    if (item.state instanceof PaymentState.Settled) {
      return Freed.ALREADY_SETTLED;
    }
    if (!(item.state instanceof PaymentState.InDoubt(Intent intent, _))
        || !intent.equals(doubtful.intent())) {
      return Freed.NOT_IN_DOUBT;
    }
    if (pauses.pausedMillis(intent.processor(), freeing.freedAtMillis(), state.clock.millis())
        < freeing.quietMillis()) {
      return Freed.TOO_EARLY;
    }
    state.finish(item);
    state.queueAgain(item, freeing.freedAtMillis(), freeing.history());
    state.outbox.report(Kind.RESOLVED, item.record());
    return Freed.DONE;
  }
}
