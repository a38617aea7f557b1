package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What comes late, twice or out of order overwrites nothing, and neither does a worker that was
 * handed a payment as new which is not.
 */
public interface StaleWriteContract extends StoreContract {

  Intent FIRST = Phase.INTENT;
  Intent SECOND = new Intent("fallback", Phase.NOW + 90);
  List<WriteResult> DONE = List.of(WriteResult.DONE);
  List<WriteResult> REFUSED = List.of(WriteResult.CLAIM_LOST);

  @Test
  default void begunPaymentThatIsHandedOutAsNewIsNotBegunAgain() {
    for (boolean destroyed : List.of(true, false)) {
      PaymentStore store = store();
      store.ledger().purge();
      UUID id = Phase.SENDING.reach(store);
      PaymentRecord before = store.ledger().find(id).orElseThrow();

      factory().handOutAnew(destroyed);
      Claim anew = store.queue().take("v", 10, 0).getFirst();
      assertEquals(id, anew.payment().correlationId());
      assertEquals(
          REFUSED, store.queue().begin("v", List.of(new Begin(anew, SECOND, history("v")))));
      assertEquals(
          REFUSED,
          store.queue().giveUp("v", List.of(new GiveUp(anew, "too old", 1, history("v")))));
      assertEquals(REFUSED, store.queue().clear("v", List.of(new Clearance(anew, history("v")))));
      assertEquals(
          REFUSED, store.queue().doubt("v", List.of(new Doubt(anew, SECOND, 1, history("v")))));
      assertEquals(before, store.ledger().find(id).orElseThrow());

      Claim read = store.queue().takeOver("v", 10, 0).getFirst();
      assertEquals(new PaymentState.Sending(FIRST), read.state());
      assertEquals(
          DONE, store.queue().doubt("v", List.of(new Doubt(read, FIRST, Phase.NOW, history("d")))));
    }
  }

  /** The same worker may even get its own claim once more, with the same name. */
  @Test
  default void ownPaymentThatIsHandedOutAsNewIsNotBegunAgain() {
    for (boolean destroyed : List.of(true, false)) {
      PaymentStore store = store();
      store.ledger().purge();
      Phase.SENDING.reach(store);

      factory().handOutAnew(destroyed);
      Claim anew = Phase.take(store);
      assertEquals(
          REFUSED,
          store.queue().begin(Phase.WORKER, List.of(new Begin(anew, SECOND, history("v")))));
      assertEquals(
          DONE,
          store.queue().settle(List.of(new Settlement(anew, FIRST, Phase.NOW + 50, history("s")))));
      assertEquals(List.of(), store.queue().takeOver("v", 10, 0));
      assertEquals(0, store.ledger().census().unfinished());
    }
  }

  @Test
  default void doubtfulPaymentIsListedAndFoundAlsoWhenItsClaimIsForgotten() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);

    factory().handOutAnew(true);
    assertEquals(1, store.unknownOutcomes().list(10).size());
    assertEquals(1, store.ledger().census().inDoubt());
    assertEquals(0, store.ledger().census().queued());
    assertTrue(store.ledger().census().conserved());
    assertEquals(
        REFUSED,
        store
            .queue()
            .begin(
                "v",
                List.of(
                    new Begin(store.queue().take("v", 1, 0).getFirst(), FIRST, History.EMPTY))));
    Claim read = store.queue().takeOver("v", 10, 0).getFirst();
    assertEquals(store.ledger().find(id).orElseThrow().state(), read.state());
  }

  @Test
  default void queuedPaymentsAreHandedOutAnewAndBegun() {
    PaymentStore store = store();
    UUID first = Phase.HELD.reach(store);
    UUID second = new UUID(3, 3);
    store.intake().accept(new Payment(second, Phase.AMOUNT, Phase.NOW));

    factory().handOutAnew(true);
    List<Claim> anew = store.queue().take("v", 10, 0);
    assertInOrder(
        List.of(first, second),
        anew.stream().map(claim -> claim.payment().correlationId()).toList(),
        id -> id);
    for (Claim claim : anew) {
      assertEquals(DONE, store.queue().begin("v", List.of(new Begin(claim, SECOND, history("v")))));
    }
  }

  /** The worker has given the write up, written it again and gone on; then it arrives. */
  @Test
  default void lateBeginOverwritesNoLaterOne() {
    PaymentStore store = store();
    UUID id = Phase.HELD.reach(store);
    Claim claim = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    Begin late = new Begin(claim, FIRST, history("b"));
    Claim sending = claim.as(new PaymentState.Sending(FIRST), history("b"));

    assertEquals(DONE, store.queue().begin(Phase.WORKER, List.of(late)));
    assertEquals(DONE, store.queue().begin(Phase.WORKER, List.of(late)));
    assertEquals(
        DONE,
        store.queue().begin(Phase.WORKER, List.of(new Begin(sending, SECOND, history("bb")))));
    assertEquals(REFUSED, store.queue().begin(Phase.WORKER, List.of(late)));
    assertEquals(new PaymentState.Sending(SECOND), store.ledger().find(id).orElseThrow().state());
  }

  @Test
  default void lateClearanceRemovesNoLaterIntent() {
    PaymentStore store = store();
    UUID id = Phase.HELD.reach(store);
    Claim claim = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    Claim sending = claim.as(new PaymentState.Sending(FIRST), history("b"));
    Claim cleared = claim.as(new PaymentState.Queued(), history("bc"));
    Clearance late = new Clearance(sending, history("bc"));

    assertEquals(
        DONE, store.queue().begin(Phase.WORKER, List.of(new Begin(claim, FIRST, history("b")))));
    assertEquals(DONE, store.queue().clear(Phase.WORKER, List.of(late)));
    assertEquals(DONE, store.queue().clear(Phase.WORKER, List.of(late)));
    assertEquals(
        REFUSED, store.queue().begin(Phase.WORKER, List.of(new Begin(claim, FIRST, history("b")))));
    assertEquals(
        DONE,
        store.queue().begin(Phase.WORKER, List.of(new Begin(cleared, SECOND, history("bcb")))));
    assertEquals(REFUSED, store.queue().clear(Phase.WORKER, List.of(late)));
    assertEquals(new PaymentState.Sending(SECOND), store.ledger().find(id).orElseThrow().state());
  }

  @Test
  default void lateGiveUpEndsNoLaterAttempt() {
    PaymentStore store = store();
    Phase.HELD.reach(store);
    Claim claim = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    Claim sending = claim.as(new PaymentState.Sending(FIRST), history("b"));
    GiveUp late = new GiveUp(sending, "too old", Phase.NOW + 60, history("x"));

    assertEquals(
        DONE, store.queue().begin(Phase.WORKER, List.of(new Begin(claim, FIRST, history("b")))));
    assertEquals(
        DONE,
        store.queue().begin(Phase.WORKER, List.of(new Begin(sending, SECOND, history("bb")))));
    assertEquals(REFUSED, store.queue().giveUp(Phase.WORKER, List.of(late)));
    assertEquals(0, store.ledger().census().dead());
  }

  /** Whoever put it in doubt may have sent it again: the writer does not know of that. */
  @Test
  default void attemptThatIsInDoubtIsNotMovedByWhoeverSawItBeingSent() {
    PaymentStore store = store();
    UUID id = Phase.HELD.reach(store);
    Claim claim = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    Claim sending = claim.as(new PaymentState.Sending(FIRST), history("b"));
    PaymentState doubtful = new PaymentState.InDoubt(FIRST, Phase.NOW + 50);

    assertEquals(
        DONE, store.queue().begin(Phase.WORKER, List.of(new Begin(claim, FIRST, history("b")))));
    assertEquals(
        DONE,
        store
            .queue()
            .doubt(Phase.WORKER, List.of(new Doubt(sending, FIRST, Phase.NOW + 50, history("b")))));
    assertEquals(
        REFUSED,
        store.queue().begin(Phase.WORKER, List.of(new Begin(sending, SECOND, history("bb")))));
    assertEquals(
        REFUSED, store.queue().clear(Phase.WORKER, List.of(new Clearance(sending, history("bc")))));
    assertEquals(
        REFUSED,
        store
            .queue()
            .giveUp(
                Phase.WORKER,
                List.of(new GiveUp(sending, "too old", Phase.NOW + 60, history("x")))));
    assertEquals(
        REFUSED,
        store
            .queue()
            .doubt(Phase.WORKER, List.of(new Doubt(sending, FIRST, Phase.NOW + 60, history("b")))));
    assertEquals(doubtful, store.ledger().find(id).orElseThrow().state());
    assertEquals(1, store.ledger().census().inDoubt());
    assertEquals(
        DONE,
        store
            .queue()
            .begin(
                Phase.WORKER,
                List.of(new Begin(claim.as(doubtful, history("b")), SECOND, history("bb")))));
  }

  @Test
  default void lateDoubtReturnsToNoEarlierAttempt() {
    PaymentStore store = store();
    UUID id = Phase.HELD.reach(store);
    Claim claim = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    Claim doubtful = claim.as(new PaymentState.InDoubt(FIRST, Phase.NOW), history("d"));
    Doubt late =
        new Doubt(
            claim.as(new PaymentState.Sending(FIRST), History.EMPTY),
            FIRST,
            Phase.NOW,
            history("d"));

    assertEquals(REFUSED, store.queue().doubt(Phase.WORKER, List.of(late)));
    assertEquals(
        DONE, store.queue().begin(Phase.WORKER, List.of(new Begin(claim, FIRST, history("b")))));
    assertEquals(DONE, store.queue().doubt(Phase.WORKER, List.of(late)));
    assertEquals(
        DONE,
        store.queue().begin(Phase.WORKER, List.of(new Begin(doubtful, SECOND, history("bb")))));
    assertEquals(REFUSED, store.queue().doubt(Phase.WORKER, List.of(late)));
    assertEquals(new PaymentState.Sending(SECOND), store.ledger().find(id).orElseThrow().state());
    assertEquals(0, store.ledger().census().inDoubt());
  }
}
