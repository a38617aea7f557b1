package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.AMOUNT;
import static dev.rinha.tck.TestPayments.INTENT;
import static dev.rinha.tck.TestPayments.NOW;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.ledger;
import static dev.rinha.tck.TestPayments.only;
import static dev.rinha.tck.TestPayments.settleNext;
import static dev.rinha.tck.TestPayments.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A correlation id stands for one payment, whenever and wherever it is offered again. */
public interface IntakeContract extends StoreContract {

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void samePaymentAgainIsAReplayThatQueuesNothing(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.ledger().census();
    PaymentRecord before = store.ledger().find(id).orElseThrow();

    assertEquals(
        new Acceptance.Replayed(PaymentStatus.of(before.state())),
        store.intake().accept(new Payment(id, Phase.AMOUNT, Phase.NOW + 999)));

    assertEquals(census, store.ledger().census());
    assertEquals(before, store.ledger().find(id).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void otherAmountIsAConflictThatChangesNothing(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.ledger().census();
    PaymentRecord before = store.ledger().find(id).orElseThrow();

    assertEquals(
        new Acceptance.Conflict(Phase.AMOUNT),
        store.intake().accept(new Payment(id, new Money(1991), Phase.NOW + 999)));

    assertEquals(census, store.ledger().census());
    assertEquals(before, store.ledger().find(id).orElseThrow());
  }

  @Test
  default void whatIsNoPaymentDoesNotGetInAndDoesNotHurtOthers() {
    PaymentStore store = store();
    UUID id = new UUID(18, 2);
    long tooLate = TimeBuckets.MAX_MILLIS + 1;
    for (Executable offer :
        List.<Executable>of(
            () -> store.intake().accept(new Payment(id, new Money(0), Phase.NOW)),
            () -> store.intake().accept(new Payment(id, Phase.AMOUNT, -1)),
            () -> store.intake().accept(new Payment(id, Phase.AMOUNT, tooLate)))) {
      assertThrows(IllegalArgumentException.class, offer);
    }
    assertEquals(
        new Acceptance.Accepted(), store.intake().accept(new Payment(id, Phase.AMOUNT, 0)));

    assertEquals(
        List.of(new Payment(id, Phase.AMOUNT, 0)),
        store.queue().take("v", 10, 0).stream().map(Claim::payment).toList());
  }

  @Test
  default void historyBeforeTheAcceptanceStaysWithThePayment() {
    PaymentStore store = store();
    Payment payment = new Payment(new UUID(18, 3), Phase.AMOUNT, Phase.NOW);
    History history =
        History.of(new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    assertEquals(new Acceptance.Accepted(), store.intake().accept(payment, history));

    assertEquals(
        new PaymentRecord(payment, new PaymentState.Queued(), history),
        store.ledger().find(payment.correlationId()).orElseThrow());
    Claim claim = Phase.take(store);
    assertEquals(history, claim.history());
    assertEquals(payment, claim.payment());
    assertEquals(Phase.NOW, claim.queuedAtMillis());
    assertEquals(history, store.queue().takeOver("v", 1, 0).getFirst().history());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void everythingThatAHistoryTellsComesBack() {
    PaymentStore store = store();
    Payment payment = new Payment(new UUID(18, 5), Phase.AMOUNT, Phase.NOW);
    Remark remark = new Remark("asked the bank – ok");
    History history =
        History.of(new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    for (Result result : Result.values()) {
      history = history.sent("default", Reason.CHEAPEST, 56).ended(result, 61).ended(result, 990);
    }
    history =
        new History(history.trace(), history.client(), history.steps().subList(0, 9))
            .sent("fallback", Reason.PATIENCE_OVER, 1_000)
            .held(Reason.HOLD_FULL, 1_100)
            .ended(Result.FOUND, 1_150)
            .replayed(remark, 1_200)
            .resolved(Verdict.NOT_EXECUTED, remark, 1_300)
            .discarded(remark, 1_400);
    store.intake().accept(payment, history);

    Claim claim = Phase.take(store);

    assertEquals(history, claim.history());
    assertEquals(history, store.ledger().find(payment.correlationId()).orElseThrow().history());
    Phase.begin(store, claim);
  }

  @Test
  default void tracedPaymentIsExecutedAsAnyOther() {
    PaymentStore store = store();
    Payment payment = new Payment(new UUID(18, 4), Phase.AMOUNT, Phase.NOW);
    History history =
        History.of(new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    store.intake().accept(payment, history);
    Claim claim = Phase.take(store);

    Phase.begin(store, claim);
    assertEquals(
        List.of(WriteResult.DONE),
        store
            .queue()
            .settle(
                List.of(
                    new Settlement(
                        claim, Phase.INTENT, Phase.NOW + 50, history.held(Reason.HOLD_FULL, 9)))));

    assertEquals(
        history.held(Reason.HOLD_FULL, 9),
        store.ledger().find(payment.correlationId()).orElseThrow().history());
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.SETTLED),
        store.intake().accept(payment, History.EMPTY));
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void deadLetterOfferedAgainStaysDead() {
    PaymentStore store = store();
    UUID id = Phase.DEAD.reach(store);

    assertEquals(
        new Acceptance.Replayed(PaymentStatus.DEAD),
        store.intake().accept(new Payment(id, Phase.AMOUNT, Phase.NOW + 999)));

    assertEquals(List.of(), store.queue().take("v", 10, 0));
    assertTrue(store.deadLetters().find(id).isPresent());
  }

  @Test
  default void thirtyTwoCallersThroughTwoStoresQueueOnePayment() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    UUID id = new UUID(18, 1);
    CountDownLatch start = new CountDownLatch(1);
    List<Callable<Acceptance>> calls = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      PaymentStore store = stores.get(i % 2);
      calls.add(
          () -> {
            start.await();
            return store.intake().accept(new Payment(id, Phase.AMOUNT, Phase.NOW));
          });
    }
    List<Acceptance> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Acceptance>> futures = calls.stream().map(executor::submit).toList();
      start.countDown();
      for (Future<Acceptance> future : futures) {
        answers.add(future.get());
      }
    }

    assertEquals(1, Collections.frequency(answers, new Acceptance.Accepted()));
    assertEquals(31, Collections.frequency(answers, new Acceptance.Replayed(PaymentStatus.QUEUED)));
    assertEquals(1, stores.getFirst().ledger().census().accepted());
    assertEquals(1, stores.getLast().queue().take("v", 10, 0).size());
  }

  /** A store may take them in one step; each third id is known with its amount or with another. */
  @Test
  default void callersAtTheSameTimeAreAnsweredEachForItself() throws Exception {
    PaymentStore store = store();
    Money other = new Money(AMOUNT.cents() + 1);
    List<Acceptance> expected =
        List.of(
            new Acceptance.Accepted(),
            new Acceptance.Replayed(PaymentStatus.QUEUED),
            new Acceptance.Conflict(other));
    List<Callable<Acceptance>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Payment payment = new Payment(id(i), AMOUNT, NOW);
      if (i % 3 > 0) {
        store.intake().accept(new Payment(id(i), i % 3 == 1 ? AMOUNT : other, NOW));
      }
      calls.add(() -> store.intake().accept(payment));
    }

    List<Acceptance> answers = together(calls);

    for (int i = 0; i < answers.size(); i++) {
      assertEquals(expected.get(i % 3), answers.get(i));
    }
    assertEquals(60, store.ledger().census().accepted());
    assertEquals(60, store.queue().take("v", 100, 0).size());
  }

  @Test
  default void callersAtTheSameTimeDoNotOverfillTheQueue() throws Exception {
    PaymentStore store = store(20L * factory().partitions());
    List<Callable<Acceptance>> calls = new ArrayList<>();
    for (int number : inOnePartition(60)) {
      calls.add(() -> store.intake().accept(new Payment(id(number), AMOUNT, NOW)));
    }

    List<Acceptance> answers = together(calls);

    assertEquals(20, Collections.frequency(answers, new Acceptance.Accepted()));
    assertEquals(
        40, Collections.frequency(answers, new Acceptance.QueueFull(20L * factory().partitions())));
    assertEquals(20, store.ledger().census().accepted());
  }

  @Test
  default void newPaymentIsAcceptedAndQueuedOnce() {
    PaymentStore store = store();
    UUID id = id(1);

    assertEquals(new Acceptance.Accepted(), store.intake().accept(new Payment(id, AMOUNT, NOW)));

    Payment payment = new Payment(id, AMOUNT, NOW);
    assertEquals(
        Optional.of(new PaymentRecord(payment, new PaymentState.Queued(), History.EMPTY)),
        store.ledger().find(id));
    assertEquals(
        new Census(store.ledger().census().generation(), 1, 0, 1, 0, 0, 0, 0, 0, NOW, 0, 0),
        store.ledger().census());
  }

  @Test
  default void fullQueueRefusesNewPaymentsButKnowsTheOldOnes() {
    PaymentStore store = store(2L * factory().partitions());
    List<Integer> numbers = inOnePartition(3);
    UUID second = id(numbers.get(1));
    UUID third = id(numbers.get(2));
    accept(store, numbers.get(0));
    accept(store, numbers.get(1));

    assertEquals(
        new Acceptance.QueueFull(2L * factory().partitions()),
        store.intake().accept(new Payment(third, AMOUNT, NOW)));
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.QUEUED),
        store.intake().accept(new Payment(second, AMOUNT, NOW)));
    assertEquals(Optional.empty(), store.ledger().find(third));

    settleNext(store);
    assertEquals(new Acceptance.Accepted(), store.intake().accept(new Payment(third, AMOUNT, NOW)));
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void largestAmountAndShortestHistorySurvive() {
    PaymentStore store = store();
    store.intake().accept(new Payment(id(1), Money.MAX, NOW));
    Claim claim = only(store.queue().take("w", 1, 0));
    begin(store, "w", claim, INTENT);
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(claim, INTENT, NOW - 7, History.EMPTY))));

    assertEquals(
        new PaymentRecord(
            new Payment(id(1), Money.MAX, NOW),
            new PaymentState.Settled(INTENT, NOW - 7),
            History.EMPTY),
        store.ledger().find(id(1)).orElseThrow());
    assertEquals(
        new Totals(1, Money.MAX_CENTS), store.ledger().summary(TimeWindow.ALL).of("default"));
    assertEquals(
        List.of(new LedgerEntry(id(1), Money.MAX_CENTS, "default", NOW + 40)), ledger(store));
  }
}
