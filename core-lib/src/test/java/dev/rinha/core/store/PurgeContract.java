package dev.rinha.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What belongs to an earlier generation is gone, whatever comes late. */
interface PurgeContract extends StoreContract {

  @Test
  default void lateSettlementResurrectsNothing() {
    PaymentStore store = store();
    UUID id = Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    long generation = store.purge();

    assertEquals(List.of(WriteResult.CLAIM_LOST), settle(store, old));

    assertEquals(
        new Census(generation, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0), store.census());
    assertEquals(new Summary(new TreeMap<>()), store.summary(TimeWindow.ALL));
    assertEquals(Optional.empty(), store.find(id));
    assertEquals(List.of(), store.take("v", 10, 0));
    assertEquals(List.of(), store.takeOver("v", 10, 0));
  }

  /** The id is the same, and even the intent: only the generation tells the two apart. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  default void lateSettlementDoesNotTouchThePaymentThatHasTheIdNow(Phase phase) {
    PaymentStore store = store();
    phase.reach(store);
    UUID id = new UUID(17, phase.ordinal());
    store.purge();
    store.accept(new Payment(id, Phase.AMOUNT, Phase.NOW));
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    store.purge();
    phase.reach(store);
    Census census = store.census();
    PaymentRecord record = store.find(id).orElseThrow();
    Summary summary = store.summary(TimeWindow.ALL);

    assertEquals(List.of(WriteResult.CLAIM_LOST), settle(store, old));

    assertEquals(census, store.census());
    assertEquals(record, store.find(id).orElseThrow());
    assertEquals(summary, store.summary(TimeWindow.ALL));
    List<LedgerEntry> ledger = new ArrayList<>();
    store.entries(TimeWindow.ALL, ledger::add);
    assertEquals(summary.total().count(), ledger.size());
  }

  /** Places in the queue come from a clock that somebody may set back. */
  @Test
  default void claimOfAnOldGenerationIsWorthNothingEvenAtTheSamePlace() {
    PaymentStore store = store();
    store.purge();
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

    assertEquals(lost, store.begin(Phase.WORKER, List.of(new Begin(old, Phase.INTENT, "b"))));
    assertEquals(lost, store.giveUp(Phase.WORKER, List.of(new GiveUp(old, "no", Phase.NOW, "b"))));
    assertEquals(lost, settle(store, old));
    assertEquals(List.of(old), store.renew(Phase.WORKER, List.of(old)));
    store.release(Phase.WORKER, List.of(old));
    store.park(Phase.WORKER, "default", List.of(old));
    assertEquals(List.of(), store.takeOver("v", 10, 3_600_000));
    assertEquals(List.of(), store.takeBack("v", "default", 10));
    assertEquals(
        List.of(WriteResult.DONE),
        store.begin(Phase.WORKER, List.of(new Begin(now, Phase.INTENT, "b"))));
  }

  @Test
  default void selectionOfAnOldGenerationReplaysNothing() {
    PaymentStore store = store();
    UUID id = Phase.DEAD.reach(store);
    DeadLetter old = store.deadLetter(id).orElseThrow();
    store.purge();
    List<Replay> replay = List.of(new Replay(old, Phase.NOW + 99, "again"));
    assertEquals(List.of(Replayed.NOT_DEAD), store.replay(replay));

    Phase.DEAD.reach(store);
    Census census = store.census();
    assertEquals(List.of(Replayed.NOT_DEAD), store.replay(replay));

    assertEquals(census, store.census());
  }

  @Test
  default void doubtOfAnOldGenerationFreesNothing() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment old = store.inDoubt(id).orElseThrow();
    store.purge();
    List<Freeing> freeing = List.of(new Freeing(old, Phase.NOW + 99, "free", 0));
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.free(freeing));
    assertEquals(List.of(), store.inDoubt(10));

    Phase.IN_DOUBT.reach(store);
    Census census = store.census();
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.free(freeing));
    assertEquals(List.of(WriteResult.CLAIM_LOST), settle(store, old.unheldClaim()));

    assertEquals(census, store.census());
  }

  private static List<WriteResult> settle(PaymentStore store, Claim claim) {
    return store.settle(List.of(new Settlement(claim, Phase.INTENT, Phase.NOW + 80, "late")));
  }
}
