package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.AMOUNT;
import static dev.rinha.tck.TestPayments.INTENT;
import static dev.rinha.tck.TestPayments.NEVER_MILLIS;
import static dev.rinha.tck.TestPayments.NOW;
import static dev.rinha.tck.TestPayments.OTHER;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.distinctEntries;
import static dev.rinha.tck.TestPayments.eventually;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.ids;
import static dev.rinha.tck.TestPayments.only;
import static dev.rinha.tck.TestPayments.settle;
import static dev.rinha.tck.TestPayments.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who takes a payment, holds it, and loses it; and what whoever holds it writes. */
public interface WorkQueueContract extends StoreContract {

  @Test
  default void oldestPaymentsAreTakenFirstAndOnlyOnce() {
    PaymentStore store = store();
    for (int i = 1; i <= 5; i++) {
      accept(store, i);
    }

    List<Claim> first = store.queue().take("a", 3, 0);
    List<Claim> second = store.queue().take("b", 10, 0);

    assertEquals(3, first.size());
    assertInOrder(
        List.of(id(1), id(2), id(3), id(4), id(5)),
        Stream.of(first, second).flatMap(claims -> ids(claims).stream()).toList(),
        id -> id);
    assertEquals(List.of(), store.queue().take("a", 10, 0));
    assertEquals(5, distinctEntries(first, second));
    Claim claim = first.getFirst();
    assertTrue(
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> new Payment(id(i), AMOUNT, NOW + i))
            .anyMatch(claim.payment()::equals));
    assertEquals(new PaymentState.Queued(), claim.state());
    assertEquals(History.EMPTY, claim.history());
    assertEquals(store.ledger().census().generation(), claim.generation());
    assertEquals(5, store.ledger().census().inFlight());
  }

  @Test
  default void takeWaitsForTheFirstPayment() throws Exception {
    PaymentStore store = store();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Claim>> taken = executor.submit(() -> store.queue().take("w", 10, 5_000));
      accept(store, 1);
      assertEquals(List.of(id(1)), ids(taken.get()));
    }
  }

  @Test
  default void takeGivesUpAfterItsWait() {
    long before = System.nanoTime();
    assertEquals(List.of(), store().queue().take("w", 10, 30));
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(25).toNanos());
  }

  @Test
  default void idlePaymentIsTakenOverAndNotBefore() {
    PaymentStore store = store();
    accept(store, 1);
    Claim lost = only(store.queue().take("a", 1, 0));

    assertEquals(List.of(), store.queue().takeOver("b", 10, NEVER_MILLIS));
    Claim claim = only(eventually(() -> store.queue().takeOver("b", 10, 20)));

    assertEquals(lost.payment(), claim.payment());
    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", lost, INTENT));
    assertEquals(List.of(WriteResult.DONE), begin(store, "b", claim, INTENT));
  }

  @Test
  default void takeOverTellsWhereTheFormerHolderLeftThePayment() {
    PaymentStore store = store();
    for (int i = 1; i <= 3; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.queue().take("a", 3, 0);
    begin(store, "a", claims.get(1), INTENT);
    begin(store, "a", claims.get(2), INTENT);
    store
        .queue()
        .doubt(
            "a",
            List.of(
                new Doubt(
                    claims.get(2).as(new PaymentState.Sending(INTENT), History.EMPTY),
                    INTENT,
                    NOW + 60,
                    history("h1"))));

    List<Claim> taken = store.queue().takeOver("b", 10, 0);

    assertEquals(
        List.of(
            new PaymentState.Queued(),
            new PaymentState.Sending(INTENT),
            new PaymentState.InDoubt(INTENT, NOW + 60)),
        taken.stream().map(Claim::state).toList());
    assertEquals(
        List.of(History.EMPTY, history("b1"), history("h1")),
        taken.stream().map(Claim::history).toList());
  }

  @Test
  default void takeOverTakesAtMostWhatWasAskedForWhereverTheIdleOnesAre() {
    PaymentStore store = store();
    for (int i = 0; i < 300; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.queue().take("a", 300, 0);
    store.queue().release("a", claims.subList(280, 300));

    List<Claim> taken = new ArrayList<>(store.queue().takeOver("b", 5, NEVER_MILLIS));
    assertEquals(5, taken.size());
    taken.addAll(store.queue().takeOver("b", 100, NEVER_MILLIS));
    assertInOrder(ids(claims.subList(280, 300)), ids(taken), id -> id);
  }

  @Test
  default void parkedPaymentsAreTakenBackByWhoeverHasRoomAndNotTakenOver() {
    PaymentStore store = store();
    for (int i = 1; i <= 4; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.queue().take("a", 4, 0);
    for (Claim claim : claims) {
      begin(store, "a", claim, INTENT);
      store
          .queue()
          .doubt(
              "a",
              List.of(
                  new Doubt(
                      claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                      INTENT,
                      NOW + 60,
                      history("h1"))));
    }

    store.queue().park("a", INTENT.processor(), claims.subList(0, 3));
    store.queue().park("b", INTENT.processor(), claims.subList(3, 4));

    assertEquals(4, store.ledger().census().inDoubt());
    assertEquals(claims.subList(0, 3), store.queue().renew("a", claims));
    assertEquals(List.of(id(4)), ids(store.queue().takeOver("c", 10, 0)));
    assertEquals(List.of(), store.queue().takeBack("b", "another", 10));
    List<Claim> back = new ArrayList<>(store.queue().takeBack("b", INTENT.processor(), 2));
    assertEquals(2, back.size());
    assertEquals(new PaymentState.InDoubt(INTENT, NOW + 60), back.getFirst().state());
    back.addAll(store.queue().takeBack("c", INTENT.processor(), 10));
    assertInOrder(List.of(id(1), id(2), id(3)), ids(back), id -> id);
    assertEquals(List.of(), store.queue().takeBack("c", INTENT.processor(), 10));
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store
            .queue()
            .doubt(
                "a",
                List.of(
                    new Doubt(
                        claims.getFirst().as(new PaymentState.Sending(INTENT), History.EMPTY),
                        INTENT,
                        NOW + 60,
                        history("h2")))));
    assertEquals(
        List.of(WriteResult.DONE),
        store
            .queue()
            .settle(List.of(new Settlement(claims.get(2), INTENT, NOW + 99, history("h")))));
  }

  @Test
  default void renewedClaimIsNotTakenOverAndLostOnesAreNamed() {
    PaymentStore store = store();
    accept(store, 1);
    accept(store, 2);
    accept(store, 3);
    List<Claim> claims = store.queue().take("a", 3, 0);
    store.queue().release("a", claims.subList(0, 2));

    assertEquals(List.of(), store.queue().renew("a", claims.subList(0, 1)));
    List<Claim> taken = store.queue().takeOver("b", 10, NEVER_MILLIS);

    assertEquals(List.of(id(2)), ids(taken));
    assertEquals(claims.subList(1, 2), store.queue().renew("a", claims));
    assertEquals(List.of(), store.queue().renew("b", taken));
  }

  @Test
  default void settledPaymentCannotBeRenewed() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    settle(store, claim, INTENT);

    assertEquals(List.of(claim), store.queue().renew("a", List.of(claim)));
    assertEquals(List.of(), store.queue().takeOver("b", 10, 0));
  }

  /** A worker that takes over its own payment may have lost it to somebody else in between. */
  @Test
  default void claimIsLostWhenItsOwnHolderTakesThePaymentOver() {
    PaymentStore store = store();
    accept(store, 1);
    Claim earlier = only(store.queue().take("a", 1, 0));
    begin(store, "b", only(store.queue().takeOver("b", 1, 0)), INTENT);
    Claim later = only(store.queue().takeOver("a", 1, 0));

    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", earlier, OTHER));
    assertEquals(List.of(earlier), store.queue().renew("a", List.of(earlier)));
    assertEquals(new PaymentState.Sending(INTENT), later.state());
    assertEquals(List.of(), store.queue().renew("a", List.of(later)));
    assertEquals(List.of(WriteResult.DONE), begin(store, "a", later, INTENT));
  }

  @Test
  default void releaseLeavesClaimsOfOthersAlone() {
    PaymentStore store = store();
    accept(store, 1);
    List<Claim> claims = store.queue().take("a", 1, 0);

    store.queue().release("b", claims);
    assertEquals(List.of(), store.queue().takeOver("c", 1, NEVER_MILLIS));
    store.queue().release("a", claims);
    assertEquals(1, store.queue().takeOver("c", 1, NEVER_MILLIS).size());
  }

  @Test
  default void guardedWritesWithoutTheClaimChangeNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    PaymentRecord before = store.ledger().find(id(1)).orElseThrow();
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);

    assertEquals(lost, begin(store, "b", claim, OTHER));
    assertEquals(
        lost, store.queue().doubt("b", List.of(new Doubt(claim, INTENT, NOW, history("x")))));
    assertEquals(lost, store.queue().clear("b", List.of(new Clearance(claim, history("x")))));
    assertEquals(
        lost, store.queue().giveUp("b", List.of(new GiveUp(claim, "no", NOW, history("x")))));
    assertEquals(before, store.ledger().find(id(1)).orElseThrow());
  }

  @Test
  default void guardedWritesOnASettledPaymentChangeNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    settle(store, claim, INTENT);
    PaymentRecord before = store.ledger().find(id(1)).orElseThrow();
    List<WriteResult> settled = List.of(WriteResult.ALREADY_SETTLED);

    assertEquals(settled, begin(store, "a", claim, OTHER));
    assertEquals(
        settled, store.queue().doubt("a", List.of(new Doubt(claim, INTENT, NOW, history("x")))));
    assertEquals(settled, store.queue().clear("a", List.of(new Clearance(claim, history("x")))));
    assertEquals(
        settled, store.queue().giveUp("a", List.of(new GiveUp(claim, "no", NOW, history("x")))));
    assertEquals(before, store.ledger().find(id(1)).orElseThrow());
    assertEquals(1, store.ledger().census().settled());
  }

  @Test
  default void guardedWritesMayBeRepeated() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    List<WriteResult> done = List.of(WriteResult.DONE);

    for (int i = 0; i < 2; i++) {
      assertEquals(done, begin(store, "a", claim, INTENT));
    }
    assertEquals(new PaymentState.Sending(INTENT), state(store, 1));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          done,
          store
              .queue()
              .doubt(
                  "a",
                  List.of(
                      new Doubt(
                          claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                          INTENT,
                          NOW + 9,
                          history("d")))));
    }
    assertEquals(new PaymentState.InDoubt(INTENT, NOW + 9), state(store, 1));
    assertEquals(1, store.ledger().census().inDoubt());
    for (int i = 0; i < 2; i++) {
      Claim doubtful = claim.as(new PaymentState.InDoubt(INTENT, NOW + 9), history("d"));
      assertEquals(done, store.queue().clear("a", List.of(new Clearance(doubtful, history("c")))));
    }
    assertEquals(new PaymentState.Queued(), state(store, 1));
    assertEquals(0, store.ledger().census().inDoubt());
    for (int i = 0; i < 2; i++) {
      GiveUp giveUp =
          new GiveUp(
              claim.as(new PaymentState.Queued(), history("c")),
              "400: \"no\"",
              NOW + 9,
              history("b"));
      assertEquals(done, store.queue().giveUp("a", List.of(giveUp)));
    }
    assertEquals(new PaymentState.Dead("400: \"no\"", NOW + 9), state(store, 1));
    assertEquals(1, store.ledger().census().dead());
    assertEquals(history("b"), store.ledger().find(id(1)).orElseThrow().history());
  }

  @Test
  default void deadPaymentIsOffTheQueueForGood() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.queue().take("a", 1, 0));
    store.queue().giveUp("a", List.of(new GiveUp(claim, "no", NOW, History.EMPTY)));

    assertEquals(List.of(), store.queue().takeOver("b", 10, 0));
    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", claim, INTENT));
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.queue().giveUp("a", List.of(new GiveUp(claim, "why", NOW, History.EMPTY))));
    assertEquals(List.of(claim), store.queue().renew("a", List.of(claim)));
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.DEAD),
        store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
    assertEquals(Long.MAX_VALUE, store.ledger().census().oldestQueuedAtMillis());
  }

  @Test
  default void listsAreAnsweredElementByElementInOrder() {
    PaymentStore store = store();
    for (int i = 0; i < 700; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.queue().take("a", 700, 0);
    begin(store, "a", claims.get(3), INTENT);
    settle(store, claims.get(3), INTENT);

    List<WriteResult> writes =
        store
            .queue()
            .begin("a", claims.stream().map(c -> new Begin(c, INTENT, history("h"))).toList());

    assertEquals(700, writes.size());
    for (int i = 0; i < 700; i++) {
      assertEquals(i == 3 ? WriteResult.ALREADY_SETTLED : WriteResult.DONE, writes.get(i));
    }
    assertEquals(List.of(), store.queue().begin("a", List.of()));
    assertEquals(
        699,
        store
            .queue()
            .settle(claims.stream().map(c -> new Settlement(c, INTENT, NOW, history("h"))).toList())
            .stream()
            .filter(WriteResult.DONE::equals)
            .count());
    assertEquals(new Totals(700, 700 * 1990), store.ledger().summary(TimeWindow.ALL).of("default"));
    assertTrue(store.ledger().census().conserved());
  }
}
