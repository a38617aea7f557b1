package dev.rinha.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.summary.TimeBuckets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
interface IntakeContract extends StoreContract {

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void samePaymentAgainIsAReplayThatQueuesNothing(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.census();
    PaymentRecord before = store.find(id).orElseThrow();

    assertEquals(
        new Acceptance.Replayed(), store.accept(new Payment(id, Phase.AMOUNT, Phase.NOW + 999)));

    assertEquals(census, store.census());
    assertEquals(before, store.find(id).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void otherAmountIsAConflictThatChangesNothing(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.census();
    PaymentRecord before = store.find(id).orElseThrow();

    assertEquals(
        new Acceptance.Conflict(Phase.AMOUNT),
        store.accept(new Payment(id, new Money(1991), Phase.NOW + 999)));

    assertEquals(census, store.census());
    assertEquals(before, store.find(id).orElseThrow());
  }

  @Test
  default void whatIsNoPaymentDoesNotGetInAndDoesNotHurtOthers() {
    PaymentStore store = store();
    UUID id = new UUID(18, 2);
    long tooLate = TimeBuckets.MAX_MILLIS + 1;
    for (Executable offer :
        List.<Executable>of(
            () -> store.accept(new Payment(id, new Money(0), Phase.NOW)),
            () -> store.accept(new Payment(id, Phase.AMOUNT, -1)),
            () -> store.accept(new Payment(id, Phase.AMOUNT, tooLate)))) {
      assertThrows(IllegalArgumentException.class, offer);
    }
    assertEquals(new Acceptance.Accepted(), store.accept(new Payment(id, Phase.AMOUNT, 0)));

    assertEquals(
        List.of(new Payment(id, Phase.AMOUNT, 0)),
        store.take("v", 10, 0).stream().map(Claim::payment).toList());
  }

  @Test
  default void deadLetterOfferedAgainStaysDead() {
    PaymentStore store = store();
    UUID id = Phase.DEAD.reach(store);

    assertEquals(
        new Acceptance.Replayed(), store.accept(new Payment(id, Phase.AMOUNT, Phase.NOW + 999)));

    assertEquals(List.of(), store.take("v", 10, 0));
    assertTrue(store.deadLetter(id).isPresent());
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
            return store.accept(new Payment(id, Phase.AMOUNT, Phase.NOW));
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
    assertEquals(31, Collections.frequency(answers, new Acceptance.Replayed()));
    assertEquals(1, stores.getFirst().census().accepted());
    assertEquals(1, stores.getLast().take("v", 10, 0).size());
  }
}
