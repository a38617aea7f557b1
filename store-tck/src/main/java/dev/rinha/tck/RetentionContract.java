package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is forgotten leaves every record, and what is kept is as right as before. */
public interface RetentionContract extends StoreContract {

  long MINUTE = 60_000;
  long FULL_MINUTE = Phase.NOW / MINUTE * MINUTE;

  /** Whoever asks with a clock that is wrong by years is told so by it. */
  @Test
  default void storeTellsItsTime() {
    assertTrue(
        Math.abs(store().retention().nowMillis() - System.currentTimeMillis()) < 24 * 60 * MINUTE);
  }

  @Test
  default void forgottenPaymentsLeaveLedgerAndAggregatesAlike() {
    PaymentStore store = store();
    Random random = new Random(1);
    for (int i = 0; i < 700; i++) {
      long hour = 3_600_000L;
      settle(store, i, FULL_MINUTE - 30 * hour + random.nextLong(60 * hour));
    }

    int steps = 0;
    while (store.retention().forgetSettled(FULL_MINUTE, 50) > 0) {
      steps++;
      assertEquals(fromLedger(store, TimeWindow.ALL), store.ledger().summary(TimeWindow.ALL));
      assertTrue(store.ledger().census().conserved());
    }

    assertTrue(steps > 3, "in small steps");
    Census census = store.ledger().census();
    assertTrue(census.settled() > 0 && census.settled() < 700);
    assertEquals(census.settled(), store.ledger().summary(TimeWindow.ALL).total().count());
    assertEquals(census.settled(), census.accepted());
    TimeWindow past = new TimeWindow(0, FULL_MINUTE - 1);
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(past));
    for (int i = 0; i < 50; i++) {
      long from = FULL_MINUTE + random.nextLong(MINUTE * 1_800);
      TimeWindow window = new TimeWindow(from, from + random.nextLong(MINUTE * 600));
      assertEquals(fromLedger(store, window), store.ledger().summary(window));
    }
  }

  /** It stood in the queue, beside the settled ones, until somebody took it. */
  @Test
  default void paymentThatIsAcceptedOnceMoreAndSettledByAnOldClaimHasLeftTheQueue() {
    PaymentStore store = store();
    UUID id = Phase.SENDING.reach(store);
    Payment payment = store.ledger().find(id).orElseThrow().payment();
    PaymentState sending = new PaymentState.Sending(Phase.INTENT);
    Claim old = store.queue().takeOver(Phase.WORKER, 1, 0).getFirst();
    assertEquals(sending, old.state());
    Settlement late = new Settlement(old, Phase.INTENT, Phase.NOW + 50, history("s"));
    assertEquals(List.of(WriteResult.DONE), store.queue().settle(List.of(late)));
    assertEquals(1, store.retention().forgetSettled(Long.MAX_VALUE, 10));
    store.intake().accept(new Payment(new UUID(1, 1), payment.amount(), Phase.NOW));
    store.intake().accept(payment);

    assertEquals(List.of(WriteResult.DONE), store.queue().settle(List.of(late)));

    assertTrue(store.ledger().census().conserved(), store.ledger().census()::toString);
    assertEquals(1, store.ledger().census().unfinished());
    assertEquals(
        new UUID(1, 1), store.queue().take("v", 10, 0).getFirst().payment().correlationId());
  }

  /** A reader that counted from the first entry left once passed over as many as were forgotten. */
  @Test
  default void ledgerIsReadWithoutAGapWhileItsBeginningIsForgotten() {
    PaymentStore store = store();
    for (int i = 0; i < 2_100; i++) {
      settle(store, i, FULL_MINUTE + i);
    }
    List<LedgerEntry> read = new ArrayList<>();
    store
        .ledger()
        .entries(
            TimeWindow.ALL,
            entry -> {
              read.add(entry);
              if (read.size() == 900) {
                store.retention().forgetSettled(Long.MAX_VALUE, 200);
              }
            });

    assertEquals(2_100, read.stream().map(LedgerEntry::correlationId).distinct().count());
    assertEquals(200, store.ledger().census().forgotten());
  }

  @Test
  default void onlyWholeMinutesAreForgotten() {
    PaymentStore store = store();
    assertEquals(OptionalLong.empty(), store.retention().oldestSettledMinute());
    settle(store, 1, FULL_MINUTE - 1);
    settle(store, 2, FULL_MINUTE);
    assertEquals(OptionalLong.of(FULL_MINUTE - MINUTE), store.retention().oldestSettledMinute());

    assertEquals(0, store.retention().forgetSettled(FULL_MINUTE - 1, 10));
    assertEquals(1, store.retention().forgetSettled(FULL_MINUTE + MINUTE - 1, 10));
    assertEquals(0, store.retention().forgetSettled(FULL_MINUTE + MINUTE - 1, 10));

    assertEquals(Optional.empty(), store.ledger().find(id(1)));
    assertTrue(store.ledger().find(id(2)).isPresent());
    assertEquals(1, store.retention().forgetSettled(Long.MAX_VALUE, 10));
    assertEquals(0, store.ledger().census().accepted());
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(TimeWindow.ALL));
  }

  @Test
  default void forgottenCorrelationIdIsFreeAgain() {
    PaymentStore store = store();
    settle(store, 1, FULL_MINUTE - 1);
    store.retention().forgetSettled(FULL_MINUTE, 10);

    assertEquals(
        new Acceptance.Accepted(),
        store.intake().accept(new Payment(id(1), new Money(7), Phase.NOW)));
    assertEquals(1, store.ledger().census().queued());
    assertTrue(store.ledger().census().conserved());
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"SETTLED", "DEAD", "DISCARDED"},
      mode = EnumSource.Mode.EXCLUDE)
  default void unfinishedPaymentIsNeverForgotten(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.ledger().census();

    assertEquals(0, store.retention().forgetSettled(Long.MAX_VALUE, 10));
    assertEquals(0, store.retention().forgetDead(Long.MAX_VALUE, 10));
    assertEquals(0, store.retention().forgetDiscarded(Long.MAX_VALUE, 10));

    assertEquals(census, store.ledger().census());
    assertTrue(store.ledger().find(id).isPresent());
  }

  @Test
  default void deadLettersAreForgottenByTheTimeOfTheirDeath() {
    PaymentStore store = store();
    giveUp(store, 1, Phase.NOW);
    giveUp(store, 2, Phase.NOW + 1);
    settle(store, 3, Phase.NOW);

    assertEquals(0, store.retention().forgetDead(Phase.NOW, 10));
    assertEquals(1, store.retention().forgetDead(Phase.NOW + 1, 10));

    assertEquals(Optional.empty(), store.ledger().find(id(1)));
    assertEquals(
        List.of(id(2)),
        store.deadLetters().list(DeadLetterFilter.ALL, 10).stream()
            .map(letter -> letter.payment().correlationId())
            .toList());
    assertEquals(1, store.ledger().census().dead());
    assertEquals(1, store.ledger().census().settled());
    assertEquals(2, store.ledger().census().accepted());
    assertEquals(
        new Acceptance.Accepted(),
        store.intake().accept(new Payment(id(1), Phase.AMOUNT, Phase.NOW)));
  }

  @Test
  default void discardedLettersAreForgottenByTheTimeOfTheDiscard() {
    PaymentStore store = store();
    for (int i = 1; i <= 3; i++) {
      giveUp(store, i, Phase.NOW);
      DeadLetter letter = store.deadLetters().find(id(i)).orElseThrow();
      assertEquals(
          List.of(true),
          store
              .deadLetters()
              .discard(List.of(new Discard(letter, Phase.NOW + 10 + i, history("x")))));
    }

    assertEquals(2, store.retention().forgetDiscarded(Phase.NOW + 13, 10));

    assertEquals(1, store.ledger().census().discarded());
    assertEquals(1, store.ledger().census().accepted());
    List<DiscardedDeadLetter> left = new ArrayList<>();
    store.deadLetters().readDiscarded(left::add);
    assertEquals(Phase.NOW + 13, left.getFirst().discardedAtMillis());
  }

  private static Summary fromLedger(PaymentStore store, TimeWindow window) {
    SortedMap<String, Totals> totals = new TreeMap<>();
    store
        .ledger()
        .entries(
            window,
            entry ->
                totals.merge(entry.processor(), new Totals(1, entry.amountCents()), Totals::plus));
    return new Summary(totals);
  }

  private static void settle(PaymentStore store, int number, long requestedAtMillis) {
    Claim claim = taken(store, number);
    Intent intent = new Intent(number % 3 == 0 ? "fallback" : "default", requestedAtMillis);
    store.queue().begin(Phase.WORKER, List.of(new Begin(claim, intent, history("b"))));
    store
        .queue()
        .settle(List.of(new Settlement(claim, intent, requestedAtMillis + 5, history("s"))));
  }

  private static void giveUp(PaymentStore store, int number, long diedAtMillis) {
    Phase.giveUp(store, taken(store, number), diedAtMillis);
  }

  private static Claim taken(PaymentStore store, int number) {
    store.intake().accept(new Payment(id(number), new Money(1_000L + number), Phase.NOW));
    return Phase.take(store);
  }

  private static UUID id(int number) {
    return new UUID(0x8000000000000000L, number);
  }
}
