package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.Break;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of payments whose queue somebody has deleted. */
public interface QueueLossContract extends StoreContract {

  long LATER = Phase.NOW + 60_000;

  private QueueRepair audited(PaymentStore store, List<Break> breaks) {
    QueueRepair repair = new QueueRepair();
    new InternalAudit(store.ledger(), store.books())
        .run(TimeWindow.ALL, repair.andThen(breaks::add), _ -> {});
    return repair;
  }

  @Test
  default void whatIsUnfinishedIsQueuedAgainOnceAndKeepsItsState() {
    PaymentStore store = store();
    List<UUID> ids = new ArrayList<>();
    for (Phase phase :
        List.of(
            Phase.SETTLED, Phase.DEAD, Phase.HELD, Phase.SENDING, Phase.IN_DOUBT, Phase.FREED)) {
      ids.add(phase.reach(store));
      store.queue().take("other", 10, 0);
    }
    List<UUID> unfinished = ids.subList(2, 6);
    List<PaymentRecord> before =
        unfinished.stream().map(id -> store.ledger().find(id).orElseThrow()).toList();
    assertEquals(0, store.ledger().census().missing());

    factory().loseQueue();

    assertEquals(4, store.ledger().census().missing());
    assertEquals(factory().partitions(), store.ledger().census().regroupings());
    QueueRepair repair = audited(store, new ArrayList<>());
    QueueRepair another = audited(store, new ArrayList<>());
    assertEquals(4, repair.missing());
    assertEquals(4, repair.repair(store.books(), LATER));
    assertEquals(0, repair.repair(store.books(), LATER + 1));
    assertEquals(0, another.repair(store.books(), LATER + 1));

    assertEquals(0, store.ledger().census().missing());
    assertTrue(store.ledger().census().conserved());
    List<Break> breaks = new ArrayList<>();
    assertEquals(0, audited(store, breaks).missing());
    assertEquals(List.of(), breaks);
    assertEquals(
        before, unfinished.stream().map(id -> store.ledger().find(id).orElseThrow()).toList());
    List<Claim> claims = store.queue().take("v", 10, 0);
    assertEquals(
        Set.copyOf(unfinished),
        claims.stream().map(c -> c.payment().correlationId()).collect(Collectors.toSet()));
    assertTrue(claims.stream().allMatch(claim -> claim.queuedAtMillis() == LATER));
    Set<PaymentState> states =
        store.queue().takeOver("v", 10, 0).stream().map(Claim::state).collect(Collectors.toSet());
    assertEquals(before.stream().map(PaymentRecord::state).collect(Collectors.toSet()), states);
  }

  @Test
  default void workerWhosePaymentIsQueuedAgainStillSettlesIt() {
    PaymentStore store = store();
    UUID id = Phase.SENDING.reach(store);
    Claim held =
        new Claim(
            "1/1",
            store.ledger().census().generation(),
            store.ledger().find(id).orElseThrow().payment(),
            new PaymentState.Sending(Phase.INTENT),
            history("b"));
    factory().loseQueue();
    assertEquals(1, audited(store, new ArrayList<>()).repair(store.books(), LATER));

    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(held, Phase.INTENT, LATER, history("s")))));

    assertEquals(List.of(), store.queue().take("v", 10, 0));
    assertEquals(0, store.ledger().census().unfinished());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void whatHasMovedOnSinceItWasSeenIsNotQueuedAgain() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    PaymentRecord seen = store.ledger().find(id).orElseThrow();
    factory().loseQueue();
    InDoubtPayment doubtful = store.unknownOutcomes().find(id).orElseThrow();
    store
        .queue()
        .settle(List.of(new Settlement(doubtful.unheldClaim(), Phase.INTENT, LATER, history("s"))));

    assertEquals(0, store.books().requeue(List.of(seen), LATER));
    assertEquals(0, store.ledger().census().unfinished());
  }
}
