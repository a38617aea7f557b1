package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Payments in doubt are listed, and what an operator says about them happens once. */
public interface UnknownOutcomesContract extends StoreContract {

  Intent OTHER = new Intent("fallback", Phase.NOW + 5_000);

  @Test
  default void paymentsInDoubtAreListedLongestFirst() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 5);
    long[] since = {Phase.NOW + 9, Phase.NOW + 3, Phase.NOW + 3, Phase.NOW + 1, Phase.NOW + 5};
    for (int i = 0; i < 5; i++) {
      Intent intent = new Intent("default", Phase.NOW - i);
      store.queue().begin(Phase.WORKER, List.of(new Begin(claims.get(i), intent, history("b"))));
      if (i != 4) {
        store
            .queue()
            .doubt(
                Phase.WORKER,
                List.of(
                    new Doubt(
                        claims.get(i).as(new PaymentState.Sending(intent), History.EMPTY),
                        intent,
                        since[i],
                        history("d" + i))));
      }
    }

    List<InDoubtPayment> doubtful = store.unknownOutcomes().list(10);

    assertEquals(
        List.of(id(3), id(1), id(2), id(0)),
        doubtful.stream().map(d -> d.payment().correlationId()).toList());
    InDoubtPayment longest = doubtful.getFirst();
    assertEquals(new Payment(id(3), Phase.AMOUNT, Phase.NOW), longest.payment());
    assertEquals(new Intent("default", Phase.NOW - 3), longest.intent());
    assertEquals(Phase.NOW + 1, longest.sinceMillis());
    assertEquals(history("d3"), longest.history());
    assertEquals(doubtful.subList(0, 2), store.unknownOutcomes().list(2));
    assertEquals(List.of(), store.unknownOutcomes().list(0));
    assertEquals(Optional.of(longest), store.unknownOutcomes().find(id(3)));
    assertEquals(Optional.empty(), store.unknownOutcomes().find(id(4)));
    assertEquals(Optional.empty(), store.unknownOutcomes().find(id(5)));
  }

  @Test
  default void freedPaymentGoesElsewhereAndItsHolderCannotContradict() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.doubt(store, old);
    InDoubtPayment doubtful = store.unknownOutcomes().list(10).getFirst();
    History asked =
        doubtful.history().resolved(Verdict.NOT_EXECUTED, new Remark("asked them"), 4_000);

    assertEquals(
        List.of(Freed.DONE),
        store.unknownOutcomes().free(List.of(new Freeing(doubtful, Phase.NOW + 4_000, asked, 0))));

    assertEquals(List.of(), store.unknownOutcomes().list(10));
    assertEquals(List.of(), store.queue().takeOver("v", 10, 0), "nobody holds it");
    assertOldClaimIsLost(store, old);
    Claim young = Phase.take(store);
    assertEquals(new PaymentState.Queued(), young.state());
    assertEquals(Phase.NOW + 4_000, young.queuedAtMillis());
    assertEquals(asked, young.history());
    assertOldClaimIsLost(store, old);
    store.queue().begin(Phase.WORKER, List.of(new Begin(young, OTHER, history("b"))));
    assertEquals(
        List.of(WriteResult.CONFLICT), settle(store, old, Phase.INTENT), "kept, not counted");
    assertEquals(List.of(WriteResult.DONE), settle(store, young, OTHER));
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).of("fallback"));
    assertEquals(1, store.ledger().summary(TimeWindow.ALL).total().count());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void repeatedFreeingChangesNothing() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    List<Freeing> freeing =
        List.of(
            new Freeing(
                store.unknownOutcomes().find(id).orElseThrow(),
                Phase.NOW + 4_000,
                history("f"),
                0));

    assertEquals(List.of(Freed.DONE), store.unknownOutcomes().free(freeing));
    assertEquals(
        List.of(Freed.DONE),
        store.unknownOutcomes().free(freeing),
        "by the earlier identical call");
    assertEquals(1, store.ledger().census().queued());
    Claim claim = Phase.take(store);
    store.queue().begin(Phase.WORKER, List.of(new Begin(claim, OTHER, history("b"))));
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.unknownOutcomes().free(freeing));
    store
        .queue()
        .doubt(
            Phase.WORKER,
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(OTHER), History.EMPTY),
                    OTHER,
                    Phase.NOW + 9_000,
                    history("d"))));
    assertEquals(
        List.of(Freed.NOT_IN_DOUBT),
        store.unknownOutcomes().free(freeing),
        "another intent is in doubt");
    settle(store, claim, OTHER);
    assertEquals(List.of(Freed.ALREADY_SETTLED), store.unknownOutcomes().free(freeing));
    assertEquals(1, store.ledger().census().settled());
    assertTrue(store.ledger().census().conserved());
  }

  /** What was sent a moment ago may be executed after somebody has seen that it was not. */
  @Test
  default void paymentInDoubtIsFreedOnlyAfterItsProcessorWasPausedForTheBound() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment doubtful = store.unknownOutcomes().find(id).orElseThrow();
    Freeing far = new Freeing(doubtful, Phase.NOW + 99_000, history("f"), 3_600_000);
    Freeing near = new Freeing(doubtful, Phase.NOW + 99_000, history("f"), 50);
    List<Freed> tooEarly = List.of(Freed.TOO_EARLY);
    assertEquals(tooEarly, store.unknownOutcomes().free(List.of(near)), "nothing is paused");
    store
        .pauses()
        .pause(new Pause(new PauseScope.Processor("fallback"), Phase.NOW - 9_000_000, "other"));
    assertEquals(tooEarly, store.unknownOutcomes().free(List.of(near)), "another one is paused");

    PauseScope scope = new PauseScope.Processor(doubtful.intent().processor());
    store.pauses().pause(new Pause(scope, Phase.NOW - 9_000_000, "asked"));

    assertEquals(tooEarly, store.unknownOutcomes().free(List.of(far)), "by the store's clock");
    Freeing behind = new Freeing(doubtful, Phase.NOW - 9_000_000 + 49, history("f"), 50);
    long pausedAtMillis = System.currentTimeMillis();
    until(() -> System.currentTimeMillis() > pausedAtMillis + 50);
    assertEquals(
        tooEarly, store.unknownOutcomes().free(List.of(behind)), "by the operators' clock");
    assertEquals(List.of(Freed.DONE), store.unknownOutcomes().free(List.of(near)));
    assertEquals(1, store.ledger().census().queued());
    assertEquals(0, store.ledger().census().inDoubt());
  }

  @Test
  default void pausedQueueCountsAsAPausedProcessorAndAnEndedPauseDoesNot() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment doubtful = store.unknownOutcomes().find(id).orElseThrow();
    List<Freeing> freeing = List.of(new Freeing(doubtful, Phase.NOW, history("f"), 1));
    PauseScope queue = new PauseScope.Queue();
    store.pauses().pause(new Pause(queue, Phase.NOW - 10, "asked"));
    store.pauses().resume(queue);
    assertEquals(
        List.of(Freed.TOO_EARLY),
        store.unknownOutcomes().free(freeing),
        "it is not paused any more");

    store.pauses().pause(new Pause(queue, Phase.NOW - 10, "asked"));

    until(() -> store.unknownOutcomes().free(freeing).equals(List.of(Freed.DONE)));
  }

  /** The operator was wrong: the next attempt finds that the processor has the first one. */
  @Test
  default void lateSettlementOfAFreedPaymentTakesItOffTheQueueWhereverItIs() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.doubt(store, old);
    store
        .unknownOutcomes()
        .free(
            List.of(
                new Freeing(
                    store.unknownOutcomes().list(1).getFirst(),
                    Phase.NOW + 4_000,
                    history("f"),
                    0)));
    Phase.begin(store, Phase.take(store));

    assertEquals(List.of(WriteResult.DONE), settle(store, old, Phase.INTENT));

    assertEquals(0, store.ledger().census().unfinished());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void paymentThatAnOperatorSettledIsSettledForItsHolderToo() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim held = Phase.take(store);
    Phase.doubt(store, held);
    InDoubtPayment doubtful = store.unknownOutcomes().list(10).getFirst();

    assertEquals(
        List.of(WriteResult.DONE), settle(store, doubtful.unheldClaim(), doubtful.intent()));

    List<WriteResult> settled = List.of(WriteResult.ALREADY_SETTLED);
    assertEquals(settled, settle(store, held, Phase.INTENT));
    assertEquals(settled, settle(store, doubtful.unheldClaim(), doubtful.intent()));
    assertEquals(
        settled, store.queue().clear(Phase.WORKER, List.of(new Clearance(held, History.EMPTY))));
    assertEquals(
        settled, store.queue().begin(Phase.WORKER, List.of(new Begin(held, OTHER, History.EMPTY))));
    assertEquals(List.of(held), store.queue().renew(Phase.WORKER, List.of(held)));
    assertEquals(List.of(), store.queue().takeOver("v", 10, 0));
    assertEquals(List.of(), store.unknownOutcomes().list(10));
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).of("default"));
    assertEquals(0, store.ledger().census().unfinished());
    assertTrue(store.ledger().census().conserved());
  }

  private static void assertOldClaimIsLost(PaymentStore store, Claim old) {
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);
    String worker = Phase.WORKER;
    assertEquals(lost, store.queue().begin(worker, List.of(new Begin(old, OTHER, History.EMPTY))));
    assertEquals(
        lost, store.queue().doubt(worker, List.of(new Doubt(old, Phase.INTENT, 1, History.EMPTY))));
    assertEquals(lost, store.queue().clear(worker, List.of(new Clearance(old, History.EMPTY))));
    assertEquals(List.of(old), store.queue().renew(worker, List.of(old)));
    store.queue().release(worker, List.of(old));
  }

  private static List<Claim> held(PaymentStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.intake().accept(new Payment(id(i), Phase.AMOUNT, Phase.NOW));
    }
    return TestPayments.byId(store.queue().take(Phase.WORKER, count, 0));
  }

  private static List<WriteResult> settle(PaymentStore store, Claim claim, Intent intent) {
    return store
        .queue()
        .settle(List.of(new Settlement(claim, intent, Phase.NOW + 6_000, history("s"))));
  }

  private static UUID id(int number) {
    return new UUID(0x8000000000000000L, number);
  }
}
