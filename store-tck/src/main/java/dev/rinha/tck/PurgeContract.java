package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.INTENT;
import static dev.rinha.tck.TestPayments.NEVER_MILLIS;
import static dev.rinha.tck.TestPayments.NOW;
import static dev.rinha.tck.TestPayments.OTHER;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.conflicts;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.ids;
import static dev.rinha.tck.TestPayments.ledger;
import static dev.rinha.tck.TestPayments.only;
import static dev.rinha.tck.TestPayments.settle;
import static dev.rinha.tck.TestPayments.settleNext;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What belongs to an earlier generation is gone, whatever comes late. */
public interface PurgeContract extends StoreContract {

  @Test
  default void lateSettlementResurrectsNothing() {
    PaymentStore store = store();
    UUID id = Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    long generation = store.ledger().purge();

    assertEquals(List.of(WriteResult.CLAIM_LOST), settleBegun(store, old));

    assertEquals(
        new Census(generation, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0),
        store.ledger().census());
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(TimeWindow.ALL));
    assertEquals(Optional.empty(), store.ledger().find(id));
    assertEquals(List.of(), store.queue().take("v", 10, 0));
    assertEquals(List.of(), store.queue().takeOver("v", 10, 0));
  }

  /** The id is the same, and even the intent: only the generation tells the two apart. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  default void lateSettlementDoesNotTouchThePaymentThatHasTheIdNow(Phase phase) {
    PaymentStore store = store();
    phase.reach(store);
    UUID id = new UUID(17, phase.ordinal());
    store.ledger().purge();
    store.intake().accept(new Payment(id, Phase.AMOUNT, Phase.NOW));
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    store.ledger().purge();
    phase.reach(store);
    Census census = store.ledger().census();
    PaymentRecord record = store.ledger().find(id).orElseThrow();
    Summary summary = store.ledger().summary(TimeWindow.ALL);

    assertEquals(List.of(WriteResult.CLAIM_LOST), settleBegun(store, old));

    assertEquals(census, store.ledger().census());
    assertEquals(record, store.ledger().find(id).orElseThrow());
    assertEquals(summary, store.ledger().summary(TimeWindow.ALL));
    List<LedgerEntry> ledger = new ArrayList<>();
    store.ledger().entries(TimeWindow.ALL, ledger::add);
    assertEquals(summary.total().count(), ledger.size());
  }

  @Test
  default void claimOfAnOldGenerationIsLostThoughThePaymentDiedAgainAsItDidThen() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.giveUp(store, old, Phase.NOW + 60);
    store.ledger().purge();
    Phase.QUEUED.reach(store);
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 60);

    GiveUp again = new GiveUp(old, "rejected: no", Phase.NOW + 60, History.EMPTY);
    assertEquals(
        List.of(WriteResult.CLAIM_LOST), store.queue().giveUp(Phase.WORKER, List.of(again)));
  }

  /** Places in the queue come from a clock that somebody may set back. */
  @Test
  default void claimOfAnOldGenerationIsWorthNothingEvenAtTheSamePlace() {
    PaymentStore store = store();
    store.ledger().purge();
    Phase.QUEUED.reach(store);
    Claim now = Phase.take(store);
    Claim old =
        new Claim(
            now.entry(),
            now.generation() - 1,
            now.era(),
            now.payment(),
            now.queuedAtMillis(),
            now.state(),
            now.history());
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);

    assertEquals(
        lost,
        store.queue().begin(Phase.WORKER, List.of(new Begin(old, Phase.INTENT, history("b")))));
    assertEquals(
        lost,
        store
            .queue()
            .giveUp(Phase.WORKER, List.of(new GiveUp(old, "no", Phase.NOW, history("b")))));
    assertEquals(lost, settleBegun(store, old));
    assertEquals(List.of(old), store.queue().renew(Phase.WORKER, List.of(old)));
    store.queue().release(Phase.WORKER, List.of(old));
    store.queue().park(Phase.WORKER, "default", List.of(old));
    assertEquals(List.of(), store.queue().takeOver("v", 10, 3_600_000));
    assertEquals(List.of(), store.queue().takeBack("v", "default", 10));
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().begin(Phase.WORKER, List.of(new Begin(now, Phase.INTENT, history("b")))));
  }

  @Test
  default void selectionOfAnOldGenerationReplaysNothing() {
    PaymentStore store = store();
    UUID id = Phase.DEAD.reach(store);
    DeadLetter old = store.deadLetters().find(id).orElseThrow();
    store.ledger().purge();
    List<Replay> replay = List.of(new Replay(old, Phase.NOW + 99, history("again")));
    assertEquals(List.of(Replayed.NOT_DEAD), store.deadLetters().replay(replay));

    Phase.DEAD.reach(store);
    Census census = store.ledger().census();
    assertEquals(List.of(Replayed.NOT_DEAD), store.deadLetters().replay(replay));

    assertEquals(census, store.ledger().census());
  }

  @Test
  default void doubtOfAnOldGenerationFreesNothing() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment old = store.unknownOutcomes().find(id).orElseThrow();
    store.ledger().purge();
    List<Freeing> freeing = List.of(new Freeing(old, Phase.NOW + 99, history("free"), 0));
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.unknownOutcomes().free(freeing));
    assertEquals(List.of(), store.unknownOutcomes().list(10));

    Phase.IN_DOUBT.reach(store);
    Census census = store.ledger().census();
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.unknownOutcomes().free(freeing));
    assertEquals(List.of(WriteResult.CLAIM_LOST), settleBegun(store, old.unheldClaim()));

    assertEquals(census, store.ledger().census());
  }

  private static List<WriteResult> settleBegun(PaymentStore store, Claim claim) {
    return store
        .queue()
        .settle(List.of(new Settlement(claim, Phase.INTENT, Phase.NOW + 80, history("late"))));
  }

  @Test
  default void purgeForgetsEverythingAndBeginsANewGeneration() {
    PaymentStore store = store();
    accept(store, 1);
    settleNext(store);
    accept(store, 2);
    accept(store, 3);
    Claim doubtful = only(store.queue().take("a", 1, 0));
    store
        .queue()
        .doubt(
            "a",
            List.of(
                new Doubt(
                    doubtful.as(new PaymentState.Sending(INTENT), History.EMPTY),
                    INTENT,
                    NOW,
                    History.EMPTY)));
    settle(store, doubtful, OTHER);
    long before = store.ledger().census().generation();

    long generation = store.ledger().purge();

    assertNotEquals(before, generation);
    assertEquals(
        new Census(generation, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0),
        store.ledger().census());
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(TimeWindow.ALL));
    assertEquals(List.of(), ledger(store));
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(Optional.empty(), store.ledger().find(id(1)));
    assertEquals(List.of(), store.queue().take("a", 10, 0));
    assertEquals(List.of(), store.queue().takeOver("a", 10, 0));
  }

  @Test
  default void lateWritesOfAnOldGenerationResurrectNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim old = only(store.queue().take("a", 1, 0));
    begin(store, "a", old, INTENT);
    store.ledger().purge();
    accept(store, 1);
    Claim young = only(store.queue().take("a", 1, 0));
    begin(store, "a", young, INTENT);
    Census before = store.ledger().census();
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);

    assertEquals(lost, settle(store, old, INTENT));
    assertEquals(lost, begin(store, "a", old, OTHER));
    assertEquals(lost, store.queue().clear("a", List.of(new Clearance(old, History.EMPTY))));
    assertEquals(
        lost, store.queue().doubt("a", List.of(new Doubt(old, INTENT, NOW, History.EMPTY))));
    assertEquals(
        lost, store.queue().giveUp("a", List.of(new GiveUp(old, "no", NOW, History.EMPTY))));
    assertEquals(List.of(old), store.queue().renew("a", List.of(old)));
    store.queue().release("a", List.of(old));

    assertEquals(before, store.ledger().census());
    assertEquals(List.of(), store.queue().takeOver("b", 10, NEVER_MILLIS));
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(TimeWindow.ALL));
    assertEquals(List.of(WriteResult.DONE), settle(store, young, INTENT));
  }

  /** Otherwise whoever completes a purge of several partitions would forget what came since. */
  @Test
  default void generationThatHasBegunIsNotBegunAgain() {
    PaymentStore store = store();
    accept(store, 1);
    long generation = store.ledger().census().generation() + 2;

    assertEquals(generation, store.ledger().purgeTo(generation));
    assertEquals(
        new Census(generation, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0),
        store.ledger().census());
    accept(store, 1);

    assertEquals(generation, store.ledger().purgeTo(generation));
    assertEquals(generation, store.ledger().purgeTo(generation - 1));
    assertEquals(1, store.ledger().census().queued());
    assertEquals(generation, only(store.queue().take("a", 1, 0)).generation());
  }

  @Test
  default void workerThatWaitsDuringAPurgeGetsWhatComesAfterIt() throws Exception {
    PaymentStore store = store();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(List.of(), store.queue().take("w", 10, 1));
      Future<List<Claim>> taken = executor.submit(() -> store.queue().take("w", 10, 5_000));
      store.ledger().purge();
      accept(store, 1);
      assertEquals(List.of(id(1)), ids(taken.get()));
    }
  }
}
