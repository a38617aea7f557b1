package dev.rinha.simulation;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Sees what becomes of payments when a store, or a partition, is told again what it has lost. */
record RecallWatch(Oracle oracle, Consumer<Fact> facts) {

  /** Tells one after the other; answers how many were news. */
  int recall(PaymentStore store, List<Recollection> recollections) {
    return recollections.stream().mapToInt(one -> recall(store, one)).sum();
  }

  private int recall(PaymentStore store, Recollection recollection) {
    UUID correlationId = recollection.claim().payment().correlationId();
    Optional<PaymentState> before = store.ledger().find(correlationId).map(PaymentRecord::state);
    int news = store.queue().recall(List.of(recollection));
    Optional<PaymentState> after = store.ledger().find(correlationId).map(PaymentRecord::state);
    Track track = oracle.track(correlationId);
    boolean settled = before.isPresent() && before.get() instanceof PaymentState.Settled;
    if (!settled
        && after.isPresent()
        && after.get() instanceof PaymentState.Settled(var intent, long at)) {
      facts.accept(
          new Fact.Settled(track, new Settlement(recollection.claim(), intent, at, History.EMPTY)));
    } else if (before.isPresent()
        && before.get() instanceof PaymentState.Dead
        && !before.equals(after)) {
      facts.accept(new Fact.Replayed(track));
    } else if (before.isEmpty() && after.isPresent()) {
      facts.accept(new Fact.Recalled(track, recollection.claim().payment().amount()));
    }
    return news;
  }
}
