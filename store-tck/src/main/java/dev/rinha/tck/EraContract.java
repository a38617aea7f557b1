package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a store promises that may have gone back in time. */
public interface EraContract extends StoreContract {

  long NOW = 1_752_600_000_123L;
  long NEVER_MILLIS = 3_600_000;
  Intent INTENT = new Intent("default", NOW + 40);
  Intent OTHER = new Intent("fallback", NOW + 90);
  Payment PAYMENT = new Payment(new UUID(7, 7), new Money(1990), NOW);

  @Test
  default void claimOfAnEarlierEraIsWorthNothingButCanBeReleased() {
    PaymentStore before = store();
    Claim old = taken(before);

    PaymentStore store = inANewEra();

    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.queue().begin("a", List.of(new Begin(old, INTENT, history("b")))));
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.queue().giveUp("a", List.of(new GiveUp(old, "no", NOW, history("b")))));
    assertEquals(List.of(old), store.queue().renew("a", List.of(old)));
    assertEquals(List.of(), store.queue().takeOver("b", 1, NEVER_MILLIS));
    store.queue().release("a", List.of(old));
    Claim young = store.queue().takeOver("b", 1, NEVER_MILLIS).getFirst();
    assertTrue(young.era() > old.era());
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().begin("b", List.of(new Begin(young, INTENT, history("b")))));
  }

  @Test
  default void whatIsGivenUpAlreadyIsSoInALaterEraToo() {
    PaymentStore before = store();
    GiveUp giveUp = new GiveUp(taken(before), "no", NOW + 10, History.EMPTY);
    assertEquals(List.of(WriteResult.DONE), before.queue().giveUp("a", List.of(giveUp)));

    PaymentStore store = inANewEra();

    assertEquals(List.of(WriteResult.DONE), store.queue().giveUp("a", List.of(giveUp)));
    assertEquals(1, store.ledger().census().dead());
  }

  @Test
  default void paymentHeldSinceAnEarlierEraCanBeParked() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, INTENT, History.EMPTY)));
    Doubt doubt =
        new Doubt(
            old.as(new PaymentState.Sending(INTENT), History.EMPTY), INTENT, NOW, History.EMPTY);
    before.queue().doubt("a", List.of(doubt));

    PaymentStore store = inANewEra();
    store.queue().told("a", 0, true);
    store.queue().park("a", INTENT.processor(), List.of(old));

    assertEquals(1, store.queue().takeBack("b", INTENT.processor(), 10).size());
  }

  @Test
  default void settlementOfAQueuedPaymentIsNoNewsInTheSameEra() {
    PaymentStore store = store();
    Settlement settlement = new Settlement(taken(store), INTENT, NOW + 50, History.EMPTY);

    assertEquals(List.of(WriteResult.DONE), store.queue().settle(List.of(settlement)));

    assertFalse(store.queue().told("a", 0, true).wentBack());
  }

  @Test
  default void eraIsCompleteWhenEveryWorkerAtWorkHasTold() {
    PaymentStore before = store();
    Era first = before.queue().told("a", 0, true);
    assertTrue(first.complete());
    assertEquals(first, before.queue().told("b", 0, true));
    before.queue().told("c", 0, true);
    before.queue().leave("c");

    PaymentStore store = inANewEra();

    Era second = store.queue().told("a", first.number(), true);
    assertNotEquals(first.number(), second.number());
    assertEquals(
        new Era(second.number(), false, false), store.queue().told("a", second.number(), true));
    assertEquals(
        new Era(second.number(), false, false),
        store.queue().told("new", 0, true),
        "it knows nothing");
    store.queue().leave("b");
    assertEquals(
        new Era(second.number(), false, false), store.queue().told("a", second.number(), true));
    assertEquals(
        new Era(second.number(), true, false), store.queue().told("b", second.number(), true));
  }

  @Test
  default void workersThatNeverTellAreGivenUpOnRequest() {
    PaymentStore before = store();
    before.queue().told("dead", 0, true);

    PaymentStore store = inANewEra();

    Era era = store.queue().told("a", 0, true);
    assertEquals(new Era(era.number(), false, false), era);
    assertEquals(new Era(era.number(), true, false), store.queue().told("a", era.number(), false));
    assertEquals(new Era(era.number(), true, false), store.queue().told("a", era.number(), true));
  }

  @Test
  default void workerThatKnowsNothingGivesUpOthersLikeOneThatHasTold() {
    PaymentStore before = store();
    before.queue().told("dead", 0, true);

    PaymentStore store = inANewEra();

    assertTrue(store.queue().told("new", 0, false).complete());
  }

  @Test
  default void whoHasNotToldInThisEraGivesNobodyUp() {
    PaymentStore before = store();
    long first = before.queue().told("a", 0, true).number();
    before.queue().told("dead", 0, true);

    PaymentStore store = inANewEra();
    store.queue().told("a", first, false);
    Era era = store.queue().told("b", 0, true);

    assertEquals(new Era(era.number(), false, false), era);
    assertEquals(
        new Era(era.number(), false, false),
        store.queue().told("a", era.number(), true),
        "the dead one is waited for");
  }

  @Test
  default void whatWasToldOfAnEarlierEraComesTooLateToTakeAnythingBack() {
    PaymentStore before = store();
    long first = before.queue().told("a", 0, true).number();

    PaymentStore store = inANewEra();
    Era second = store.queue().told("a", 0, true);
    assertTrue(second.complete());

    assertEquals(second, store.queue().told("a", first, true));
  }

  @Test
  default void otherAttemptThanTheDoubtfulOneMakesTheEraOneThatWentBack() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));
    before
        .queue()
        .doubt(
            "a",
            List.of(
                new Doubt(
                    old.as(new PaymentState.Sending(OTHER), history("b")),
                    OTHER,
                    NOW,
                    history("d"))));
    assertOnlyAnotherAttemptIsNews(before, old);
  }

  /** Told of an attempt, where the store has one of its own. */
  private void assertOnlyAnotherAttemptIsNews(PaymentStore before, Claim old) {
    PaymentState recorded = before.ledger().find(PAYMENT.correlationId()).orElseThrow().state();

    PaymentStore store = inANewEra();
    long era = store.queue().told("a", 0, true).number();
    PaymentState same = new PaymentState.InDoubt(OTHER, NOW + 60);
    PaymentState other = new PaymentState.InDoubt(INTENT, NOW + 60);

    assertEquals(0, store.queue().recall(List.of(new Recollection(old, same, history("h")))));
    assertEquals(new Era(era, true, false), store.queue().told("a", era, true));
    assertEquals(1, store.queue().recall(List.of(new Recollection(old, other, history("h")))));
    assertEquals(new Era(era, true, true), store.queue().told("a", era, true));
    assertEquals(recorded, store.ledger().find(PAYMENT.correlationId()).orElseThrow().state());
  }

  @Test
  default void deadLetterStaysOneWhereNothingMayBeOnItsWay() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().giveUp("a", List.of(new GiveUp(old, "too old", NOW + 10, history("b"))));

    PaymentStore store = inANewEra();

    assertEquals(
        0,
        store
            .queue()
            .recall(List.of(new Recollection(old, new PaymentState.Queued(), history("h")))));
    assertEquals(1, store.ledger().census().dead());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void queuedPaymentThatMayBeOnItsWayIsInDoubtWhereItStandsInTheQueue() {
    PaymentStore before = store();
    Claim old = taken(before);
    PaymentState doubt = new PaymentState.InDoubt(INTENT, NOW + 60);

    PaymentStore store = inANewEra();
    assertEquals(1, store.queue().recall(List.of(new Recollection(old, doubt, history("h")))));

    InDoubtPayment listed = store.unknownOutcomes().find(PAYMENT.correlationId()).orElseThrow();
    assertEquals(
        List.of(Freed.DONE),
        store.unknownOutcomes().free(List.of(new Freeing(listed, NOW + 99, history("free"), 0))));
    Census census = store.ledger().census();
    assertEquals(1, census.queued());
    assertEquals(0, census.inDoubt());
    assertTrue(census.conserved());
    assertEquals(PAYMENT, store.queue().take("b", 10, 0).getFirst().payment());
    assertEquals(List.of(), store.queue().takeOver("b", 10, NEVER_MILLIS), "it is there once");
  }

  @Test
  default void settlementOfAnotherAttemptThanTheRecordedOneMakesTheEraOneThatWentBack() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));

    PaymentStore store = inANewEra();
    long era = store.queue().told("a", 0, true).number();
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(old, INTENT, NOW + 50, history("s")))));

    assertEquals(new Era(era, true, true), store.queue().told("a", era, true));
  }

  @Test
  default void settlementOfTheRecordedAttemptIsNoNews() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, INTENT, history("b"))));

    PaymentStore store = inANewEra();
    long era = store.queue().told("a", 0, true).number();
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(old, INTENT, NOW + 50, history("s")))));

    assertEquals(new Era(era, true, false), store.queue().told("a", era, true));
  }

  @Test
  default void settlementMayBeWhatNoticesThatTheStoreWentBack() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));

    PaymentStore store = inANewEra();

    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(old, INTENT, NOW + 50, history("s")))));
    assertTrue(store.queue().told("a", 0, true).wentBack());
  }

  @Test
  default void whatIsMissingInOneEraMayBeMissingInTheNext() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));
    PaymentStore behind = inANewEra();
    behind.queue().settle(List.of(new Settlement(old, INTENT, NOW + 50, history("s"))));
    long era = behind.queue().told("a", 0, true).number();

    Era next = inANewEra().queue().told("a", 0, true);

    assertTrue(next.number() > era, next::toString);
    assertTrue(next.wentBack());
  }

  @Test
  default void whoLeavesBeforeAnybodyHasNoticedThatTheStoreWentBackIsWaitedFor() {
    PaymentStore before = store();
    before.queue().told("a", 0, true);
    before.queue().told("b", 0, true);

    PaymentStore store = inANewEra();
    store.queue().leave("b");

    long era = store.queue().told("a", 0, true).number();
    assertEquals(new Era(era, false, false), store.queue().told("a", era, true));
  }

  /** Clocks of two machines disagree: it was sent, and died, before it was accepted. */
  @Test
  default void timesBeforeTheAcceptanceAreTimesAsWell() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().giveUp("a", List.of(new GiveUp(old, "too old", NOW - 10, history("b"))));
    Intent early = new Intent("default", NOW - 7);

    PaymentStore store = inANewEra();
    store.queue().told("a", 0, true);
    Settlement settlement = new Settlement(old, early, NOW - 5, history("s"));
    assertEquals(List.of(WriteResult.DONE), store.queue().settle(List.of(settlement)));

    assertEquals(List.of(WriteResult.ALREADY_SETTLED), store.queue().settle(List.of(settlement)));
    assertEquals(List.of(), store.deadLetters().list(DeadLetterFilter.ALL, 10));
    assertEquals(0, store.ledger().census().dead());
  }

  @Test
  default void whatAWorkerKnowsOfALostPaymentIsMadeAgain() {
    PaymentStore store = store();
    Claim lost = lost(store);

    assertEquals(
        1,
        store
            .queue()
            .recall(List.of(new Recollection(lost, new PaymentState.Queued(), history("h")))));
    assertEquals(
        0,
        store
            .queue()
            .recall(List.of(new Recollection(lost, new PaymentState.Queued(), history("h")))));

    assertEquals(
        new PaymentRecord(PAYMENT, new PaymentState.Queued(), history("h")),
        store.ledger().find(PAYMENT.correlationId()).orElseThrow());
    Claim taken = store.queue().take("a", 10, 0).getFirst();
    assertEquals(PAYMENT, taken.payment());
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().begin("a", List.of(new Begin(taken, INTENT, history("b")))));
    assertTrue(store.ledger().census().conserved());
    assertEquals(
        PAYMENT, store.queue().takeOver("b", 10, 0).getFirst().payment(), "should the worker die");
    assertEquals(1, store.ledger().census().accepted());
    assertTrue(store.queue().told("a", 0, true).wentBack());
  }

  @Test
  default void whatMayBeOnItsWayIsInDoubtAgain() {
    PaymentStore store = store();
    Claim lost = lost(store);
    PaymentState doubt = new PaymentState.InDoubt(INTENT, NOW + 60);
    store.intake().accept(PAYMENT);

    assertEquals(1, store.queue().recall(List.of(new Recollection(lost, doubt, history("h")))));
    assertEquals(0, store.queue().recall(List.of(new Recollection(lost, doubt, history("h")))));

    assertEquals(
        new PaymentRecord(PAYMENT, doubt, history("h")),
        store.ledger().find(PAYMENT.correlationId()).orElseThrow());
    assertEquals(INTENT, store.unknownOutcomes().list(10).getFirst().intent());
    store
        .queue()
        .take("a", 1, 0)
        .forEach(
            taken ->
                assertEquals(
                    List.of(WriteResult.CLAIM_LOST),
                    store.queue().begin("a", List.of(new Begin(taken, OTHER, history("b"))))));
    Claim takenOver = store.queue().takeOver("a", 1, 0).getFirst();
    assertEquals(doubt, takenOver.state());
  }

  @Test
  default void whatAProcessorSaidIsSettledWhateverAnOlderCopySays() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));
    PaymentState settled = new PaymentState.Settled(INTENT, NOW + 50);

    PaymentStore store = inANewEra();
    store.queue().told("a", 0, true);

    assertEquals(1, store.queue().recall(List.of(new Recollection(old, settled, history("s")))));
    assertEquals(0, store.queue().recall(List.of(new Recollection(old, settled, history("s")))));
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).of("default"));
    assertEquals(1, store.ledger().summary(TimeWindow.ALL).total().count());
    assertEquals(0, store.ledger().census().unfinished());
  }

  @Test
  default void deadLetterThatWasPutBackAndExecutedIsNoDeadLetter() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().giveUp("a", List.of(new GiveUp(old, "too old", NOW + 10, history("b"))));
    PaymentState settled = new PaymentState.Settled(INTENT, NOW + 50);

    PaymentStore store = inANewEra();
    store.queue().told("a", 0, true);

    assertEquals(1, store.queue().recall(List.of(new Recollection(old, settled, history("s")))));
    assertEquals(List.of(), store.deadLetters().list(DeadLetterFilter.ALL, 10));
    assertEquals(0, store.ledger().census().dead());
    assertTrue(store.ledger().census().conserved());
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).total());
  }

  @Test
  default void attemptThatIsNotTheRecordedOneMakesTheEraOneThatWentBack() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().begin("a", List.of(new Begin(old, OTHER, history("b"))));
    assertOnlyAnotherAttemptIsNews(before, old);
  }

  @Test
  default void deadLetterThatWasPutBackAndMayBeOnItsWayIsInDoubt() {
    PaymentStore before = store();
    Claim old = taken(before);
    before.queue().giveUp("a", List.of(new GiveUp(old, "too old", NOW + 10, history("b"))));
    PaymentState doubt = new PaymentState.InDoubt(INTENT, NOW + 60);

    PaymentStore store = inANewEra();
    store.queue().told("a", 0, true);

    assertEquals(1, store.queue().recall(List.of(new Recollection(old, doubt, history("h")))));
    assertEquals(List.of(), store.deadLetters().list(DeadLetterFilter.ALL, 10));
    assertEquals(doubt, store.ledger().find(PAYMENT.correlationId()).orElseThrow().state());
    assertEquals(1, store.ledger().census().inDoubt());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void whatWasPurgedIsNotRecalled() {
    PaymentStore store = store();
    Claim lost = lost(store);
    store.ledger().purge();

    assertEquals(
        0,
        store
            .queue()
            .recall(
                List.of(
                    new Recollection(lost, new PaymentState.Queued(), history("h")),
                    new Recollection(
                        lost, new PaymentState.Settled(INTENT, NOW + 50), history("s")))));
    assertEquals(0, store.ledger().census().accepted());
  }

  private static Claim taken(PaymentStore store) {
    store.intake().accept(PAYMENT);
    return store.queue().take("a", 1, 0).getFirst();
  }

  /** A claim on a payment that the store does not have. */
  private static Claim lost(PaymentStore store) {
    return new Claim(
        "1-1/1",
        store.ledger().census().generation(),
        PAYMENT,
        new PaymentState.Queued(),
        History.EMPTY);
  }
}
