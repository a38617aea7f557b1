package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.AMOUNT;
import static dev.rinha.tck.TestPayments.INTENT;
import static dev.rinha.tck.TestPayments.NOW;
import static dev.rinha.tck.TestPayments.OTHER;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.conflicts;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.ledger;
import static dev.rinha.tck.TestPayments.only;
import static dev.rinha.tck.TestPayments.settle;
import static dev.rinha.tck.TestPayments.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a processor said is recorded once, whatever the store had recorded before. */
public interface SettlementContract extends StoreContract {

  @Test
  default void settlingTwiceCountsOnce() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    Settlement settlement = new Settlement(claim, INTENT, NOW + 50, history("s"));

    assertEquals(
        List.of(WriteResult.DONE, WriteResult.ALREADY_SETTLED),
        store.queue().settle(List.of(settlement, settlement)));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), store.queue().settle(List.of(settlement)));

    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).total());
    assertEquals(List.of(new LedgerEntry(id(1), 1990, "default", NOW + 40)), ledger(store));
    assertEquals(1, store.ledger().census().settled());
    assertEquals(0, store.ledger().census().unfinished());
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(
        new PaymentRecord(
            new Payment(id(1), AMOUNT, NOW + 1),
            new PaymentState.Settled(INTENT, NOW + 50),
            history("s")),
        store.ledger().find(id(1)).orElseThrow());
  }

  @Test
  default void lateSettlementOfALostClaimCountsWhenTheIntentIsStillThere() {
    PaymentStore store = store();
    accept(store, 1);
    Claim lost = only(store.queue().take("a", 1, 0));
    begin(store, "a", lost, INTENT);
    Claim claim = only(store.queue().takeOver("b", 1, 0));
    store
        .queue()
        .doubt(
            "b",
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                    INTENT,
                    NOW + 99,
                    history("d"))));

    assertEquals(List.of(WriteResult.DONE), settle(store, lost, INTENT));

    assertEquals(List.of(WriteResult.ALREADY_SETTLED), begin(store, "b", claim, OTHER));
    assertEquals(List.of(claim), store.queue().renew("b", List.of(claim)));
    assertEquals(0, store.ledger().census().inDoubt());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void settlementThatContradictsTheStoreIsKeptAsConflict() {
    PaymentStore store = store();
    for (int i = 1; i <= 3; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.queue().take("a", 3, 0);
    begin(store, "a", claims.get(0), OTHER);
    store.queue().giveUp("a", List.of(new GiveUp(claims.get(1), "no", NOW, History.EMPTY)));
    begin(store, "a", claims.get(2), OTHER);
    settle(store, claims.get(2), OTHER);
    Census before = store.ledger().census();

    for (Claim claim : claims) {
      for (int repeat = 0; repeat < 2; repeat++) {
        assertEquals(List.of(WriteResult.CONFLICT), settle(store, claim, INTENT));
      }
    }

    assertEquals(before, store.ledger().census());
    assertEquals(
        new Totals(0, 0),
        store.ledger().summary(TimeWindow.ALL).withProcessors(List.of("default")).of("default"));
    assertEquals(
        Set.of(
            new Conflict(id(1), INTENT, NOW + 50),
            new Conflict(id(2), INTENT, NOW + 50),
            new Conflict(id(3), INTENT, NOW + 50)),
        new HashSet<>(conflicts(store)));
    assertEquals(3, conflicts(store).size());
  }

  // What a processor said it did is a fact, also for a store that has gone back in time.

  @Test
  default void executedPaymentIsSettledThoughItsRecordWentBackToQueued() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));

    assertEquals(List.of(WriteResult.DONE), settle(store, claim, INTENT));

    assertSettledOnce(store, NOW + 1);
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), begin(store, "a", claim, OTHER));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), settle(store, claim, INTENT));
  }

  @Test
  default void executedPaymentIsSettledThoughItsRecordIsGone() {
    PaymentStore store = store();
    Claim lost = claimOfLost(store);

    assertEquals(List.of(WriteResult.DONE), settle(store, lost, INTENT));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), settle(store, lost, INTENT));

    assertSettledOnce(store, NOW);
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.SETTLED),
        store.intake().accept(new Payment(id(1), AMOUNT, NOW + 9_000)));
    assertEquals(List.of(), store.queue().take("a", 1, 0));
  }

  @Test
  default void executedPaymentThatAClientRepeatedAfterItsRecordWasGoneIsNotSentAgain() {
    PaymentStore store = store();
    store.intake().accept(new Payment(id(1), AMOUNT, NOW + 9_000));

    assertEquals(List.of(WriteResult.DONE), settle(store, claimOfLost(store), INTENT));

    store
        .queue()
        .take("a", 1, 0)
        .forEach(
            again ->
                assertEquals(
                    List.of(WriteResult.ALREADY_SETTLED), begin(store, "a", again, OTHER)));
    assertSettledOnce(store, NOW);
    assertEquals(List.of(), store.queue().takeOver("b", 1, 0));
  }

  @Test
  default void paymentThatWasExecutedWithAnotherAmountIsSettledAsExecutedAndListed() {
    PaymentStore store = store();
    store.intake().accept(new Payment(id(1), new Money(777), NOW + 9_000));

    assertEquals(List.of(WriteResult.DONE), settle(store, claimOfLost(store), INTENT));

    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).total());
    assertEquals(List.of(new Conflict(id(1), INTENT, NOW + 50)), List.copyOf(conflicts(store)));
  }

  @Test
  default void executedPaymentThatWasForgottenForItsAgeIsNotCountedAgain() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    settle(store, claim, INTENT);
    assertEquals(1, store.retention().forgetSettled(NOW + 120_000, 10));

    assertEquals(List.of(WriteResult.CONFLICT), settle(store, claim, INTENT));

    assertEquals(0, store.ledger().census().accepted());
    assertEquals(new Totals(0, 0), store.ledger().summary(TimeWindow.ALL).total());
  }

  /** A claim on payment 1, which the store does not have. */
  private static Claim claimOfLost(PaymentStore store) {
    return new Claim(
        "1-1/1",
        store.ledger().census().generation(),
        new Payment(id(1), AMOUNT, NOW),
        new PaymentState.Sending(INTENT),
        History.EMPTY);
  }

  private static void assertSettledOnce(PaymentStore store, long acceptedAtMillis) {
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).total());
    assertEquals(List.of(new LedgerEntry(id(1), 1990, "default", NOW + 40)), ledger(store));
    assertEquals(
        new PaymentRecord(
            new Payment(id(1), AMOUNT, acceptedAtMillis),
            new PaymentState.Settled(INTENT, NOW + 50),
            history("s")),
        store.ledger().find(id(1)).orElseThrow());
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(1, store.ledger().census().accepted());
    assertEquals(1, store.ledger().census().settled());
    assertEquals(0, store.ledger().census().unfinished());
  }

  @Test
  default void sameProcessorAtAnotherTimeIsAConflict() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    begin(store, "a", claim, INTENT);

    assertEquals(
        List.of(WriteResult.CONFLICT), settle(store, claim, new Intent("default", NOW + 41)));
    assertEquals(new PaymentState.Sending(INTENT), state(store, 1));
  }
}
