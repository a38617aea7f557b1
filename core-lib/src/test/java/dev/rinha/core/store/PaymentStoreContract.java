package dev.rinha.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store promises, sentence by sentence of the ports' documentation. */
public abstract class PaymentStoreContract
    implements IntakeContract,
        EraContract,
        PauseContract,
        OperatorContract,
        ReplaysContract,
        QueueLossContract,
        RetentionContract,
        StaleWriteContract,
        PurgeContract,
        BooksContract {

  private static final long NOW = 1_752_600_000_123L;
  private static final long NEVER_MILLIS = 3_600_000;
  private static final Money AMOUNT = new Money(1990);
  private static final Intent INTENT = new Intent("default", NOW + 40);
  private static final Intent OTHER = new Intent("fallback", NOW + 90);
  private static final int MANY = 1_000_000;

  private final List<PaymentStore> opened = new ArrayList<>();

  /** Opens a store; all stores of one test share their data. */
  protected abstract PaymentStore openStore(long maxUnfinished);

  /** The conflicts the store has kept. */
  protected abstract Collection<Conflict> conflicts(PaymentStore store);

  @AfterEach
  void closeStores() {
    opened.forEach(PaymentStore::close);
  }

  @Override
  public PaymentStore store(long maxUnfinished) {
    PaymentStore store = openStore(maxUnfinished);
    opened.add(store);
    return store;
  }

  // --- intake

  @Test
  void newPaymentIsAcceptedAndQueuedOnce() {
    PaymentStore store = store();
    UUID id = id(1);

    assertEquals(new Acceptance.Accepted(), store.accept(new Payment(id, AMOUNT, NOW)));

    Payment payment = new Payment(id, AMOUNT, NOW);
    assertEquals(
        Optional.of(new PaymentRecord(payment, new PaymentState.Queued(), "")), store.find(id));
    assertEquals(
        new Census(store.census().generation(), 1, 0, 1, 0, 0, 0, 0, 0, NOW, 0, 0), store.census());
  }

  @Test
  void fullQueueRefusesNewPaymentsButKnowsTheOldOnes() {
    PaymentStore store = store(2);
    accept(store, 1);
    accept(store, 2);

    assertEquals(new Acceptance.QueueFull(2), store.accept(new Payment(id(3), AMOUNT, NOW)));
    assertEquals(new Acceptance.Replayed(), store.accept(new Payment(id(2), AMOUNT, NOW)));
    assertEquals(Optional.empty(), store.find(id(3)));

    settleNext(store);
    assertEquals(new Acceptance.Accepted(), store.accept(new Payment(id(3), AMOUNT, NOW)));
    assertTrue(store.census().conserved());
  }

  @Test
  void largestAmountAndShortestHistorySurvive() {
    PaymentStore store = store();
    store.accept(new Payment(id(1), Money.MAX, NOW));
    Claim claim = only(store.take("w", 1, 0));
    begin(store, "w", claim, INTENT);
    assertEquals(
        List.of(WriteResult.DONE),
        store.settle(List.of(new Settlement(claim, INTENT, NOW - 7, ""))));

    assertEquals(
        new PaymentRecord(
            new Payment(id(1), Money.MAX, NOW), new PaymentState.Settled(INTENT, NOW - 7), ""),
        store.find(id(1)).orElseThrow());
    assertEquals(new Totals(1, Money.MAX_CENTS), store.summary(TimeWindow.ALL).of("default"));
    assertEquals(
        List.of(new LedgerEntry(id(1), Money.MAX_CENTS, "default", NOW + 40)), ledger(store));
  }

  // --- taking, taking over, renewing, releasing

  @Test
  void oldestPaymentsAreTakenFirstAndOnlyOnce() {
    PaymentStore store = store();
    for (int i = 1; i <= 5; i++) {
      accept(store, i);
    }

    List<Claim> first = store.take("a", 3, 0);
    List<Claim> second = store.take("b", 10, 0);

    assertEquals(List.of(id(1), id(2), id(3)), ids(first));
    assertEquals(List.of(id(4), id(5)), ids(second));
    assertEquals(List.of(), store.take("a", 10, 0));
    assertEquals(5, distinctEntries(first, second));
    Claim claim = first.getFirst();
    assertEquals(new Payment(id(1), AMOUNT, NOW + 1), claim.payment());
    assertEquals(new PaymentState.Queued(), claim.state());
    assertEquals("", claim.history());
    assertEquals(store.census().generation(), claim.generation());
    assertEquals(5, store.census().inFlight());
  }

  @Test
  void takeWaitsForTheFirstPayment() throws Exception {
    PaymentStore store = store();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Claim>> taken = executor.submit(() -> store.take("w", 10, 5_000));
      accept(store, 1);
      assertEquals(List.of(id(1)), ids(taken.get()));
    }
  }

  @Test
  void takeGivesUpAfterItsWait() {
    long before = System.nanoTime();
    assertEquals(List.of(), store().take("w", 10, 30));
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(25).toNanos());
  }

  @Test
  void idlePaymentIsTakenOverAndNotBefore() {
    PaymentStore store = store();
    accept(store, 1);
    Claim lost = only(store.take("a", 1, 0));

    assertEquals(List.of(), store.takeOver("b", 10, NEVER_MILLIS));
    Claim claim = only(eventually(() -> store.takeOver("b", 10, 20)));

    assertEquals(lost.payment(), claim.payment());
    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", lost, INTENT));
    assertEquals(List.of(WriteResult.DONE), begin(store, "b", claim, INTENT));
  }

  @Test
  void takeOverTellsWhereTheFormerHolderLeftThePayment() {
    PaymentStore store = store();
    for (int i = 1; i <= 3; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.take("a", 3, 0);
    begin(store, "a", claims.get(1), INTENT);
    begin(store, "a", claims.get(2), INTENT);
    store.doubt(
        "a",
        List.of(
            new Doubt(
                claims.get(2).as(new PaymentState.Sending(INTENT), ""), INTENT, NOW + 60, "h,1")));

    List<Claim> taken = store.takeOver("b", 10, 0);

    assertEquals(
        List.of(
            new PaymentState.Queued(),
            new PaymentState.Sending(INTENT),
            new PaymentState.InDoubt(INTENT, NOW + 60)),
        taken.stream().map(Claim::state).toList());
    assertEquals(List.of("", "b,1", "h,1"), taken.stream().map(Claim::history).toList());
  }

  @Test
  void takeOverTakesAtMostWhatWasAskedForWhereverTheIdleOnesAre() {
    PaymentStore store = store();
    for (int i = 0; i < 300; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.take("a", 300, 0);
    store.release("a", claims.subList(280, 300));

    assertEquals(ids(claims.subList(280, 285)), ids(store.takeOver("b", 5, NEVER_MILLIS)));
    assertEquals(ids(claims.subList(285, 300)), ids(store.takeOver("b", 100, NEVER_MILLIS)));
  }

  @Test
  void parkedPaymentsAreTakenBackByWhoeverHasRoomAndNotTakenOver() {
    PaymentStore store = store();
    for (int i = 1; i <= 4; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.take("a", 4, 0);
    for (Claim claim : claims) {
      begin(store, "a", claim, INTENT);
      store.doubt(
          "a",
          List.of(
              new Doubt(claim.as(new PaymentState.Sending(INTENT), ""), INTENT, NOW + 60, "h,1")));
    }

    store.park("a", INTENT.processor(), claims.subList(0, 3));
    store.park("b", INTENT.processor(), claims.subList(3, 4));

    assertEquals(4, store.census().inDoubt());
    assertEquals(claims.subList(0, 3), store.renew("a", claims));
    assertEquals(List.of(id(4)), ids(store.takeOver("c", 10, 0)));
    assertEquals(List.of(), store.takeBack("b", "another", 10));
    List<Claim> back = store.takeBack("b", INTENT.processor(), 2);
    assertEquals(List.of(id(1), id(2)), ids(back));
    assertEquals(new PaymentState.InDoubt(INTENT, NOW + 60), back.getFirst().state());
    assertEquals(List.of(id(3)), ids(store.takeBack("c", INTENT.processor(), 10)));
    assertEquals(List.of(), store.takeBack("c", INTENT.processor(), 10));
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.doubt(
            "a",
            List.of(
                new Doubt(
                    claims.getFirst().as(new PaymentState.Sending(INTENT), ""),
                    INTENT,
                    NOW + 60,
                    "h,2"))));
    assertEquals(
        List.of(WriteResult.DONE),
        store.settle(List.of(new Settlement(claims.get(2), INTENT, NOW + 99, "h"))));
  }

  @Test
  void renewedClaimIsNotTakenOverAndLostOnesAreNamed() {
    PaymentStore store = store();
    accept(store, 1);
    accept(store, 2);
    accept(store, 3);
    List<Claim> claims = store.take("a", 3, 0);
    store.release("a", claims.subList(0, 2));

    assertEquals(List.of(), store.renew("a", claims.subList(0, 1)));
    List<Claim> taken = store.takeOver("b", 10, NEVER_MILLIS);

    assertEquals(List.of(id(2)), ids(taken));
    assertEquals(claims.subList(1, 2), store.renew("a", claims));
    assertEquals(List.of(), store.renew("b", taken));
  }

  @Test
  void settledPaymentCannotBeRenewed() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    settle(store, claim, INTENT);

    assertEquals(List.of(claim), store.renew("a", List.of(claim)));
    assertEquals(List.of(), store.takeOver("b", 10, 0));
  }

  /** A worker that takes over its own payment may have lost it to somebody else in between. */
  @Test
  void claimIsLostWhenItsOwnHolderTakesThePaymentOver() {
    PaymentStore store = store();
    accept(store, 1);
    Claim earlier = only(store.take("a", 1, 0));
    begin(store, "b", only(store.takeOver("b", 1, 0)), INTENT);
    Claim later = only(store.takeOver("a", 1, 0));

    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", earlier, OTHER));
    assertEquals(List.of(earlier), store.renew("a", List.of(earlier)));
    assertEquals(new PaymentState.Sending(INTENT), later.state());
    assertEquals(List.of(), store.renew("a", List.of(later)));
    assertEquals(List.of(WriteResult.DONE), begin(store, "a", later, INTENT));
  }

  @Test
  void releaseLeavesClaimsOfOthersAlone() {
    PaymentStore store = store();
    accept(store, 1);
    List<Claim> claims = store.take("a", 1, 0);

    store.release("b", claims);
    assertEquals(List.of(), store.takeOver("c", 1, NEVER_MILLIS));
    store.release("a", claims);
    assertEquals(1, store.takeOver("c", 1, NEVER_MILLIS).size());
  }

  // --- guarded writes

  @Test
  void guardedWritesWithoutTheClaimChangeNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    PaymentRecord before = store.find(id(1)).orElseThrow();
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);

    assertEquals(lost, begin(store, "b", claim, OTHER));
    assertEquals(lost, store.doubt("b", List.of(new Doubt(claim, INTENT, NOW, "x"))));
    assertEquals(lost, store.clear("b", List.of(new Clearance(claim, "x"))));
    assertEquals(lost, store.giveUp("b", List.of(new GiveUp(claim, "no", NOW, "x"))));
    assertEquals(before, store.find(id(1)).orElseThrow());
  }

  @Test
  void guardedWritesOnASettledPaymentChangeNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    settle(store, claim, INTENT);
    PaymentRecord before = store.find(id(1)).orElseThrow();
    List<WriteResult> settled = List.of(WriteResult.ALREADY_SETTLED);

    assertEquals(settled, begin(store, "a", claim, OTHER));
    assertEquals(settled, store.doubt("a", List.of(new Doubt(claim, INTENT, NOW, "x"))));
    assertEquals(settled, store.clear("a", List.of(new Clearance(claim, "x"))));
    assertEquals(settled, store.giveUp("a", List.of(new GiveUp(claim, "no", NOW, "x"))));
    assertEquals(before, store.find(id(1)).orElseThrow());
    assertEquals(1, store.census().settled());
  }

  @Test
  void guardedWritesMayBeRepeated() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    List<WriteResult> done = List.of(WriteResult.DONE);

    for (int i = 0; i < 2; i++) {
      assertEquals(done, begin(store, "a", claim, INTENT));
    }
    assertEquals(new PaymentState.Sending(INTENT), state(store, 1));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          done,
          store.doubt(
              "a",
              List.of(
                  new Doubt(
                      claim.as(new PaymentState.Sending(INTENT), ""), INTENT, NOW + 9, "d"))));
    }
    assertEquals(new PaymentState.InDoubt(INTENT, NOW + 9), state(store, 1));
    assertEquals(1, store.census().inDoubt());
    for (int i = 0; i < 2; i++) {
      Claim doubtful = claim.as(new PaymentState.InDoubt(INTENT, NOW + 9), "d");
      assertEquals(done, store.clear("a", List.of(new Clearance(doubtful, "c"))));
    }
    assertEquals(new PaymentState.Queued(), state(store, 1));
    assertEquals(0, store.census().inDoubt());
    for (int i = 0; i < 2; i++) {
      GiveUp giveUp =
          new GiveUp(claim.as(new PaymentState.Queued(), "c"), "400: \"no\"", NOW + 9, "b");
      assertEquals(done, store.giveUp("a", List.of(giveUp)));
    }
    assertEquals(new PaymentState.Dead("400: \"no\"", NOW + 9), state(store, 1));
    assertEquals(1, store.census().dead());
    assertEquals("b", store.find(id(1)).orElseThrow().history());
  }

  @Test
  void deadPaymentIsOffTheQueueForGood() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    store.giveUp("a", List.of(new GiveUp(claim, "no", NOW, "")));

    assertEquals(List.of(), store.takeOver("b", 10, 0));
    assertEquals(List.of(WriteResult.CLAIM_LOST), begin(store, "a", claim, INTENT));
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.giveUp("a", List.of(new GiveUp(claim, "why", NOW, ""))));
    assertEquals(List.of(claim), store.renew("a", List.of(claim)));
    assertEquals(new Acceptance.Replayed(), store.accept(new Payment(id(1), AMOUNT, NOW)));
    assertEquals(Long.MAX_VALUE, store.census().oldestQueuedAtMillis());
  }

  @Test
  void listsAreAnsweredElementByElementInOrder() {
    PaymentStore store = store();
    for (int i = 0; i < 700; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.take("a", 700, 0);
    begin(store, "a", claims.get(3), INTENT);
    settle(store, claims.get(3), INTENT);

    List<WriteResult> writes =
        store.begin("a", claims.stream().map(c -> new Begin(c, INTENT, "h")).toList());

    assertEquals(700, writes.size());
    for (int i = 0; i < 700; i++) {
      assertEquals(i == 3 ? WriteResult.ALREADY_SETTLED : WriteResult.DONE, writes.get(i));
    }
    assertEquals(List.of(), store.begin("a", List.of()));
    assertEquals(
        699,
        store
            .settle(claims.stream().map(c -> new Settlement(c, INTENT, NOW, "h")).toList())
            .stream()
            .filter(WriteResult.DONE::equals)
            .count());
    assertEquals(new Totals(700, 700 * 1990), store.summary(TimeWindow.ALL).of("default"));
    assertTrue(store.census().conserved());
  }

  // --- settling

  @Test
  void settlingTwiceCountsOnce() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    begin(store, "a", claim, INTENT);
    Settlement settlement = new Settlement(claim, INTENT, NOW + 50, "s");

    assertEquals(
        List.of(WriteResult.DONE, WriteResult.ALREADY_SETTLED),
        store.settle(List.of(settlement, settlement)));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), store.settle(List.of(settlement)));

    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).total());
    assertEquals(List.of(new LedgerEntry(id(1), 1990, "default", NOW + 40)), ledger(store));
    assertEquals(1, store.census().settled());
    assertEquals(0, store.census().unfinished());
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(
        new PaymentRecord(
            new Payment(id(1), AMOUNT, NOW + 1), new PaymentState.Settled(INTENT, NOW + 50), "s"),
        store.find(id(1)).orElseThrow());
  }

  @Test
  void lateSettlementOfALostClaimCountsWhenTheIntentIsStillThere() {
    PaymentStore store = store();
    accept(store, 1);
    Claim lost = only(store.take("a", 1, 0));
    begin(store, "a", lost, INTENT);
    Claim claim = only(store.takeOver("b", 1, 0));
    store.doubt(
        "b",
        List.of(new Doubt(claim.as(new PaymentState.Sending(INTENT), ""), INTENT, NOW + 99, "d")));

    assertEquals(List.of(WriteResult.DONE), settle(store, lost, INTENT));

    assertEquals(List.of(WriteResult.ALREADY_SETTLED), begin(store, "b", claim, OTHER));
    assertEquals(List.of(claim), store.renew("b", List.of(claim)));
    assertEquals(0, store.census().inDoubt());
    assertTrue(store.census().conserved());
  }

  @Test
  void settlementThatContradictsTheStoreIsKeptAsConflict() {
    PaymentStore store = store();
    for (int i = 1; i <= 3; i++) {
      accept(store, i);
    }
    List<Claim> claims = store.take("a", 3, 0);
    begin(store, "a", claims.get(0), OTHER);
    store.giveUp("a", List.of(new GiveUp(claims.get(1), "no", NOW, "")));
    begin(store, "a", claims.get(2), OTHER);
    settle(store, claims.get(2), OTHER);
    Census before = store.census();

    for (Claim claim : claims) {
      for (int repeat = 0; repeat < 2; repeat++) {
        assertEquals(List.of(WriteResult.CONFLICT), settle(store, claim, INTENT));
      }
    }

    assertEquals(before, store.census());
    assertEquals(
        new Totals(0, 0),
        store.summary(TimeWindow.ALL).withProcessors(List.of("default")).of("default"));
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
  void executedPaymentIsSettledThoughItsRecordWentBackToQueued() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));

    assertEquals(List.of(WriteResult.DONE), settle(store, claim, INTENT));

    assertSettledOnce(store, NOW + 1);
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), begin(store, "a", claim, OTHER));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), settle(store, claim, INTENT));
  }

  @Test
  void executedPaymentIsSettledThoughItsRecordIsGone() {
    PaymentStore store = store();
    Claim lost = claimOfLost(store);

    assertEquals(List.of(WriteResult.DONE), settle(store, lost, INTENT));
    assertEquals(List.of(WriteResult.ALREADY_SETTLED), settle(store, lost, INTENT));

    assertSettledOnce(store, NOW);
    assertEquals(new Acceptance.Replayed(), store.accept(new Payment(id(1), AMOUNT, NOW + 9_000)));
    assertEquals(List.of(), store.take("a", 1, 0));
  }

  @Test
  void executedPaymentThatAClientRepeatedAfterItsRecordWasGoneIsNotSentAgain() {
    PaymentStore store = store();
    store.accept(new Payment(id(1), AMOUNT, NOW + 9_000));

    assertEquals(List.of(WriteResult.DONE), settle(store, claimOfLost(store), INTENT));

    store
        .take("a", 1, 0)
        .forEach(
            again ->
                assertEquals(
                    List.of(WriteResult.ALREADY_SETTLED), begin(store, "a", again, OTHER)));
    assertSettledOnce(store, NOW);
    assertEquals(List.of(), store.takeOver("b", 1, 0));
  }

  @Test
  void paymentThatWasExecutedWithAnotherAmountIsSettledAsExecutedAndListed() {
    PaymentStore store = store();
    store.accept(new Payment(id(1), new Money(777), NOW + 9_000));

    assertEquals(List.of(WriteResult.DONE), settle(store, claimOfLost(store), INTENT));

    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).total());
    assertEquals(List.of(new Conflict(id(1), INTENT, NOW + 50)), List.copyOf(conflicts(store)));
  }

  @Test
  void executedPaymentThatWasForgottenForItsAgeIsNotCountedAgain() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    settle(store, claim, INTENT);
    assertEquals(1, store.forgetSettled(NOW + 120_000, 10));

    assertEquals(List.of(WriteResult.CONFLICT), settle(store, claim, INTENT));

    assertEquals(0, store.census().accepted());
    assertEquals(new Totals(0, 0), store.summary(TimeWindow.ALL).total());
  }

  /** A claim on payment 1, which the store does not have. */
  private static Claim claimOfLost(PaymentStore store) {
    return new Claim(
        "1-1/1",
        store.census().generation(),
        new Payment(id(1), AMOUNT, NOW),
        new PaymentState.Sending(INTENT),
        "");
  }

  private void assertSettledOnce(PaymentStore store, long acceptedAtMillis) {
    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).total());
    assertEquals(List.of(new LedgerEntry(id(1), 1990, "default", NOW + 40)), ledger(store));
    assertEquals(
        new PaymentRecord(
            new Payment(id(1), AMOUNT, acceptedAtMillis),
            new PaymentState.Settled(INTENT, NOW + 50),
            "s"),
        store.find(id(1)).orElseThrow());
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(1, store.census().accepted());
    assertEquals(1, store.census().settled());
    assertEquals(0, store.census().unfinished());
  }

  @Test
  void sameProcessorAtAnotherTimeIsAConflict() {
    PaymentStore store = store();
    accept(store, 1);
    Claim claim = only(store.take("a", 1, 0));
    begin(store, "a", claim, INTENT);

    assertEquals(
        List.of(WriteResult.CONFLICT), settle(store, claim, new Intent("default", NOW + 41)));
    assertEquals(new PaymentState.Sending(INTENT), state(store, 1));
  }

  // --- reading

  @Test
  void unknownPaymentIsNotFound() {
    assertEquals(Optional.empty(), store().find(id(1)));
  }

  @Test
  void emptyStoreHasEmptyAnswers() {
    PaymentStore store = store();
    assertEquals(new Summary(new TreeMap<>()), store.summary(TimeWindow.ALL));
    assertEquals(List.of(), ledger(store));
    assertEquals(0, store.census().accepted());
    assertEquals(Long.MAX_VALUE, store.census().oldestQueuedAtMillis());
  }

  @Test
  void windowIncludesBothEnds() {
    PaymentStore store = store();
    long at = INTENT.requestedAtMillis();
    accept(store, 1);
    settleNext(store);

    assertEquals(1, store.summary(new TimeWindow(at, at)).total().count());
    assertEquals(1, store.summary(new TimeWindow(at, Long.MAX_VALUE)).total().count());
    assertEquals(1, store.summary(new TimeWindow(Long.MIN_VALUE, at)).total().count());
    assertEquals(0, store.summary(new TimeWindow(at + 1, Long.MAX_VALUE)).total().count());
    assertEquals(0, store.summary(new TimeWindow(Long.MIN_VALUE, at - 1)).total().count());
    assertEquals(0, ledger(store, new TimeWindow(at + 1, Long.MAX_VALUE)).size());
    assertEquals(1, ledger(store, new TimeWindow(at, at)).size());
  }

  @Test
  void summaryAndLedgerOfRandomWindowsEqualTheSettledPayments() throws Exception {
    PaymentStore store = store();
    Random random = new Random(50_000);
    List<LedgerEntry> settled = settleMany(store, random, 50_000);
    SortedMap<Long, List<LedgerEntry>> byTime = new TreeMap<>();
    settled.forEach(
        e -> byTime.computeIfAbsent(e.requestedAtMillis(), _ -> new ArrayList<>()).add(e));

    assertEquals(summaryOf(settled), store.summary(TimeWindow.ALL));
    for (int i = 0; i < 500; i++) {
      TimeWindow window = windowAround(settled.get(random.nextInt(settled.size())), random);
      List<LedgerEntry> inside =
          byTime.subMap(window.fromMillis(), window.toMillis() + 1).values().stream()
              .flatMap(List::stream)
              .toList();
      assertEquals(summaryOf(inside), store.summary(window), window.toString());
      if (i % 50 == 0) {
        assertEquals(sorted(inside), sorted(ledger(store, window)), window.toString());
      }
    }
    List<LedgerEntry> all = ledger(store);
    assertEquals(sorted(settled), sorted(all));
    assertEquals(
        settled.stream()
            .sorted(Comparator.comparingLong(e -> e.requestedAtMillis() / 60_000))
            .toList(),
        all,
        "oldest minute first and in order of settlement within a minute");
    assertTrue(store.census().conserved());
    assertEquals(50_000, store.census().settled());
  }

  /** Half of them dense within minutes, half spread over weeks, at three processors. */
  private static List<LedgerEntry> settleMany(PaymentStore store, Random random, int count)
      throws Exception {
    String[] processors = {"default", "fallback", "third"};
    List<LedgerEntry> settled = new ArrayList<>();
    for (int done = 0; done < count; done += 1_000) {
      acceptTogether(store, random, done, 1_000);
      List<Begin> sends = new ArrayList<>();
      List<Settlement> settlements = new ArrayList<>();
      for (Claim claim : store.take("w", 1_000, 0)) {
        long at = NOW + random.nextLong(random.nextBoolean() ? 300_000 : 2_000_000_000L);
        Intent intent = new Intent(processors[random.nextInt(3)], at);
        sends.add(new Begin(claim, intent, "h"));
        settlements.add(new Settlement(claim, intent, at + 5, "h"));
        settled.add(
            new LedgerEntry(
                claim.payment().correlationId(),
                claim.payment().amount().cents(),
                intent.processor(),
                at));
      }
      store.begin("w", sends);
      store.settle(settlements);
    }
    return settled;
  }

  private static void acceptTogether(PaymentStore store, Random random, int first, int count)
      throws Exception {
    List<Callable<Acceptance>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID id = id(first + i);
      Money amount = new Money(1 + random.nextLong(1_000_000));
      calls.add(() -> store.accept(new Payment(id, amount, NOW)));
    }
    together(calls);
  }

  private static TimeWindow windowAround(LedgerEntry entry, Random random) {
    long from = entry.requestedAtMillis() - random.nextLong(1 + (1L << random.nextInt(32)));
    return new TimeWindow(from, from + random.nextLong(1 + (1L << random.nextInt(33))));
  }

  // --- purging

  @Test
  void purgeForgetsEverythingAndBeginsANewGeneration() {
    PaymentStore store = store();
    accept(store, 1);
    settleNext(store);
    accept(store, 2);
    accept(store, 3);
    Claim doubtful = only(store.take("a", 1, 0));
    store.doubt(
        "a",
        List.of(new Doubt(doubtful.as(new PaymentState.Sending(INTENT), ""), INTENT, NOW, "")));
    settle(store, doubtful, OTHER);
    long before = store.census().generation();

    long generation = store.purge();

    assertNotEquals(before, generation);
    assertEquals(
        new Census(generation, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0), store.census());
    assertEquals(new Summary(new TreeMap<>()), store.summary(TimeWindow.ALL));
    assertEquals(List.of(), ledger(store));
    assertEquals(List.of(), List.copyOf(conflicts(store)));
    assertEquals(Optional.empty(), store.find(id(1)));
    assertEquals(List.of(), store.take("a", 10, 0));
    assertEquals(List.of(), store.takeOver("a", 10, 0));
  }

  @Test
  void lateWritesOfAnOldGenerationResurrectNothing() {
    PaymentStore store = store();
    accept(store, 1);
    Claim old = only(store.take("a", 1, 0));
    begin(store, "a", old, INTENT);
    store.purge();
    accept(store, 1);
    Claim young = only(store.take("a", 1, 0));
    begin(store, "a", young, INTENT);
    Census before = store.census();
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);

    assertEquals(lost, settle(store, old, INTENT));
    assertEquals(lost, begin(store, "a", old, OTHER));
    assertEquals(lost, store.clear("a", List.of(new Clearance(old, ""))));
    assertEquals(lost, store.doubt("a", List.of(new Doubt(old, INTENT, NOW, ""))));
    assertEquals(lost, store.giveUp("a", List.of(new GiveUp(old, "no", NOW, ""))));
    assertEquals(List.of(old), store.renew("a", List.of(old)));
    store.release("a", List.of(old));

    assertEquals(before, store.census());
    assertEquals(List.of(), store.takeOver("b", 10, NEVER_MILLIS));
    assertEquals(new Summary(new TreeMap<>()), store.summary(TimeWindow.ALL));
    assertEquals(List.of(WriteResult.DONE), settle(store, young, INTENT));
  }

  @Test
  void workerThatWaitsDuringAPurgeGetsWhatComesAfterIt() throws Exception {
    PaymentStore store = store();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(List.of(), store.take("w", 10, 1));
      Future<List<Claim>> taken = executor.submit(() -> store.take("w", 10, 5_000));
      store.purge();
      accept(store, 1);
      assertEquals(List.of(id(1)), ids(taken.get()));
    }
  }

  // --- at all times

  @Test
  void conservationLawHoldsWhileManyWorkTogether() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    List<Callable<Integer>> workers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      int number = w;
      PaymentStore store = stores.get(w % 2);
      workers.add(() -> new RandomWorker(store, "w" + number, number).run(60));
    }
    workers.add(
        () -> {
          int checks = 0;
          for (; checks < 200; checks++) {
            Census census = stores.getFirst().census();
            assertTrue(census.conserved(), census.toString());
          }
          return checks;
        });
    together(workers);

    PaymentStore store = stores.getFirst();
    Census census = store.census();
    assertTrue(census.conserved(), census.toString());
    assertEquals(census.settled(), store.summary(TimeWindow.ALL).total().count());
    List<LedgerEntry> ledger = ledger(store);
    assertEquals(summaryOf(ledger), store.summary(TimeWindow.ALL));
    assertEquals(ledger.size(), new HashSet<>(ledger).size());
  }

  /** A second and an hour of one window, which are kept in different places. */
  @Test
  void summaryCountsABatchInWholeOrNotAtAll() throws Exception {
    int batches = 200;
    PaymentStore store = openStore(MANY);
    TimeWindow window = new TimeWindow(NOW + 1, NOW + 10_000_000);
    Callable<Integer> settling =
        () -> {
          for (int i = 0; i < batches; i++) {
            accept(store, 2 * i);
            accept(store, 2 * i + 1);
            List<Claim> claims = store.take("w", 2, 0);
            Intent far = new Intent("default", NOW + 5_000_000);
            begin(store, "w", claims.get(0), INTENT);
            begin(store, "w", claims.get(1), far);
            store.settle(
                List.of(
                    new Settlement(claims.get(0), INTENT, NOW + 50, "s"),
                    new Settlement(claims.get(1), far, NOW + 50, "s")));
          }
          return batches;
        };
    Callable<Integer> reading =
        () -> {
          int readings = 0;
          for (long count = 0; count < 2 * batches; readings++) {
            count = store.summary(window).total().count();
            assertEquals(0, count % 2, "half of a batch is counted");
          }
          return readings;
        };
    together(List.of(settling, reading));
  }

  @Test
  void closedStoreRefuses() {
    PaymentStore store = openStore(MANY);
    store.close();
    store.close();
    assertInstanceOf(
        StoreException.class,
        assertThrows(RuntimeException.class, () -> store.accept(new Payment(id(1), AMOUNT, NOW))));
  }

  // --- helpers

  private static void accept(PaymentStore store, int number) {
    assertInstanceOf(
        Acceptance.Accepted.class, store.accept(new Payment(id(number), AMOUNT, NOW + number)));
  }

  private static List<WriteResult> begin(
      PaymentStore store, String worker, Claim claim, Intent intent) {
    return store.begin(worker, List.of(new Begin(claim, intent, "b,1")));
  }

  private static List<WriteResult> settle(PaymentStore store, Claim claim, Intent intent) {
    return store.settle(List.of(new Settlement(claim, intent, NOW + 50, "s")));
  }

  private static void settleNext(PaymentStore store) {
    Claim claim = only(store.take("w", 1, 0));
    begin(store, "w", claim, INTENT);
    assertEquals(List.of(WriteResult.DONE), settle(store, claim, INTENT));
  }

  private static PaymentState state(PaymentStore store, int number) {
    return store.find(id(number)).orElseThrow().state();
  }

  private static UUID id(int number) {
    return new UUID(0x9e3779b97f4a7c15L * (number + 1), 0x8000000000000000L | number);
  }

  private static List<UUID> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.payment().correlationId()).toList();
  }

  private static long distinctEntries(List<Claim> first, List<Claim> second) {
    Set<String> entries = new HashSet<>();
    first.forEach(claim -> entries.add(claim.entry()));
    second.forEach(claim -> entries.add(claim.entry()));
    return entries.size();
  }

  private static <T> T only(List<T> list) {
    assertEquals(1, list.size(), list.toString());
    return list.getFirst();
  }

  private static List<LedgerEntry> ledger(PaymentStore store) {
    return ledger(store, TimeWindow.ALL);
  }

  private static List<LedgerEntry> ledger(PaymentStore store, TimeWindow window) {
    List<LedgerEntry> entries = new ArrayList<>();
    store.entries(window, entries::add);
    return entries;
  }

  private static List<LedgerEntry> sorted(List<LedgerEntry> entries) {
    return entries.stream()
        .sorted(
            Comparator.comparingLong(LedgerEntry::requestedAtMillis)
                .thenComparing(LedgerEntry::correlationId))
        .toList();
  }

  private static Summary summaryOf(List<LedgerEntry> entries) {
    SortedMap<String, Totals> totals = new TreeMap<>();
    entries.forEach(
        entry -> totals.merge(entry.processor(), new Totals(1, entry.amountCents()), Totals::plus));
    return new Summary(totals);
  }

  private static <T> List<T> eventually(Supplier<List<T>> supplier) {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    List<T> list = supplier.get();
    while (list.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      list = supplier.get();
    }
    assertFalse(list.isEmpty(), "nothing within five seconds");
    return list;
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
