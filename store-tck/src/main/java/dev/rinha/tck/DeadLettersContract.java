package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Dead letters are listed, never dropped, and what an operator does with them happens once. */
public interface DeadLettersContract extends StoreContract {

  Intent OTHER = new Intent("fallback", Phase.NOW + 5_000);

  @Test
  default void deadLettersAreListedOldestDeathFirst() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 600);
    List<GiveUp> giveUps = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      giveUps.add(
          new GiveUp(
              claims.get(i),
              i % 2 == 0 ? "too old" : "rejected",
              Phase.NOW + i / 300,
              history("h" + i)));
    }
    Collections.shuffle(giveUps, new Random(1));
    store.queue().giveUp(Phase.WORKER, giveUps);

    List<DeadLetter> all = store.deadLetters().list(DeadLetterFilter.ALL, 1_000);

    assertEquals(600, all.size());
    for (int i = 0; i < 600; i++) {
      assertEquals(
          new DeadLetter(
              store.ledger().census().generation(),
              claims.get(i).payment(),
              i % 2 == 0 ? "too old" : "rejected",
              Phase.NOW + i / 300,
              history("h" + i)),
          all.get(i));
    }
    assertEquals(all.subList(0, 301), store.deadLetters().list(DeadLetterFilter.ALL, 301));
    assertEquals(
        all.subList(0, 300),
        store.deadLetters().list(DeadLetterFilter.ALL.diedBefore(Phase.NOW + 1), 1_000));
    assertEquals(
        List.of(all.get(1), all.get(3)),
        store.deadLetters().list(DeadLetterFilter.ALL.reasonBeginsWith("rej"), 2));
    assertEquals(List.of(), store.deadLetters().list(DeadLetterFilter.ALL, 0));
    assertEquals(
        List.of(), store.deadLetters().list(DeadLetterFilter.ALL.diedBefore(Phase.NOW), 10));
    assertEquals(Optional.of(all.get(9)), store.deadLetters().find(id(9)));
    assertEquals(Optional.empty(), store.deadLetters().find(id(600)));
  }

  @Test
  default void replayedDeadLetterIsExecutedOnceWithItsWholeHistory() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    Replay replay =
        new Replay(
            letter,
            Phase.NOW + 1_000,
            history("x").replayed(new Remark("the bank is back – ok"), 1_000));

    assertEquals(List.of(Replayed.DONE), store.deadLetters().replay(List.of(replay)));

    assertEquals(List.of(), store.deadLetters().list(DeadLetterFilter.ALL, 10));
    Census census = store.ledger().census();
    assertEquals(1, census.queued());
    assertEquals(0, census.dead());
    assertEquals(Phase.NOW + 1_000, census.oldestQueuedAtMillis());
    assertTrue(census.conserved());
    Claim claim = Phase.take(store);
    assertEquals(letter.payment(), claim.payment());
    assertEquals(new PaymentState.Queued(), claim.state());
    assertEquals(replay.history(), claim.history());
    assertEquals(Phase.NOW + 1_000, claim.queuedAtMillis());
    Claim taken = store.queue().takeOver("v", 1, 0).getFirst();
    assertEquals(Phase.NOW + 1_000, taken.queuedAtMillis(), "also for the next holder");
    assertEquals(replay.history(), taken.history());
    store.queue().begin("v", List.of(new Begin(taken, OTHER, history("b"))));
    assertEquals(
        List.of(WriteResult.DONE),
        store
            .queue()
            .settle(List.of(new Settlement(taken, OTHER, Phase.NOW + 5_050, history("s")))));
    assertEquals(new Totals(1, 1990), store.ledger().summary(TimeWindow.ALL).total());
  }

  @Test
  default void paymentThatWasNeverReplayedAgesFromItsAcceptance() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    assertEquals(Phase.NOW, Phase.take(store).queuedAtMillis());
    assertEquals(Phase.NOW, store.queue().takeOver("v", 1, 0).getFirst().queuedAtMillis());
  }

  @Test
  default void repeatedReplayReplaysNothingTwice() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    List<Replay> replay = List.of(new Replay(letter, Phase.NOW + 1_000, history("r1")));
    List<Replay> later = List.of(new Replay(letter, Phase.NOW + 2_000, history("r2")));
    assertEquals(List.of(Replayed.DONE), store.deadLetters().replay(replay));

    assertEquals(
        List.of(Replayed.DONE),
        store.deadLetters().replay(replay),
        "by the earlier identical call");
    assertEquals(List.of(Replayed.NOT_DEAD), store.deadLetters().replay(later));
    assertEquals(1, store.ledger().census().queued());
    Claim claim = Phase.take(store);
    Phase.begin(store, claim);
    assertEquals(List.of(Replayed.NOT_DEAD), store.deadLetters().replay(replay));
    store
        .queue()
        .settle(List.of(new Settlement(claim, Phase.INTENT, Phase.NOW + 50, history("s"))));
    assertEquals(List.of(Replayed.NOT_DEAD), store.deadLetters().replay(replay));

    assertEquals(List.of(), store.queue().take("v", 10, 0));
    assertEquals(1, store.ledger().census().settled());
    assertTrue(store.ledger().census().conserved());
  }

  /** Otherwise a selection that is repeated after a crash would replay what nobody selected. */
  @Test
  default void selectionDoesNotReplayALaterDeath() {
    PaymentStore store = store();
    DeadLetter first = dead(store);
    store.deadLetters().replay(List.of(new Replay(first, Phase.NOW + 1_000, history("r1"))));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 1_500);

    assertEquals(
        List.of(Replayed.NOT_DEAD),
        store.deadLetters().replay(List.of(new Replay(first, Phase.NOW + 1_000, history("r1")))));

    DeadLetter second = store.deadLetters().find(first.payment().correlationId()).orElseThrow();
    assertEquals(Phase.NOW + 1_500, second.diedAtMillis());
    assertEquals(1, store.ledger().census().dead());
    assertEquals(
        List.of(Replayed.DONE),
        store.deadLetters().replay(List.of(new Replay(second, Phase.NOW + 2_000, history("r2")))));
  }

  @Test
  default void twoOperatorsAtOnceReplayEachLetterOnce() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    PaymentStore store = stores.getFirst();
    store
        .queue()
        .giveUp(
            Phase.WORKER,
            held(store, 300).stream()
                .map(c -> new GiveUp(c, "no", Phase.NOW, History.EMPTY))
                .toList());
    List<DeadLetter> selection = store.deadLetters().list(DeadLetterFilter.ALL, 1_000);
    List<Callable<List<Replayed>>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PaymentStore each = stores.get(i % 2);
      long at = Phase.NOW + i;
      History history = history("r" + i);
      calls.add(
          () ->
              each.deadLetters()
                  .replay(selection.stream().map(l -> new Replay(l, at, history)).toList()));
    }

    List<Replayed> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Replayed>> future : executor.invokeAll(calls)) {
        answers.addAll(future.get());
      }
    }

    assertEquals(300, Collections.frequency(answers, Replayed.DONE));
    assertEquals(900, Collections.frequency(answers, Replayed.NOT_DEAD));
    List<Claim> claims = store.queue().take("v", 1_000, 0);
    assertEquals(300, claims.size());
    assertEquals(300, new HashSet<>(claims.stream().map(Claim::payment).toList()).size());
  }

  @Test
  default void fullQueueLeavesLettersDead() {
    PaymentStore store = store(2L * factory().partitions());
    List<Integer> numbers = inOnePartition(3);
    TestPayments.accept(store, numbers.get(0));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 60);
    DeadLetter letter = store.deadLetters().find(TestPayments.id(numbers.get(0))).orElseThrow();
    TestPayments.accept(store, numbers.get(1));
    TestPayments.accept(store, numbers.get(2));
    List<Replay> replay = List.of(new Replay(letter, Phase.NOW + 1_000, history("r")));

    assertEquals(List.of(Replayed.QUEUE_FULL), store.deadLetters().replay(replay));
    assertEquals(List.of(letter), store.deadLetters().list(DeadLetterFilter.ALL, 10));

    Claim claim = store.queue().take(Phase.WORKER, 1, 0).getFirst();
    Phase.giveUp(store, claim, Phase.NOW + 100);
    assertEquals(List.of(Replayed.DONE), store.deadLetters().replay(replay));
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void claimFromBeforeTheDeathIsWorthNothingAfterTheReplay() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    Claim sending = old.as(new PaymentState.Sending(Phase.INTENT), history("b"));
    Phase.giveUp(store, sending, Phase.NOW + 60);
    DeadLetter letter = store.deadLetters().find(old.payment().correlationId()).orElseThrow();
    store.deadLetters().replay(List.of(new Replay(letter, Phase.NOW + 70, history("r"))));
    Claim young = Phase.take(store);

    assertOldClaimIsLost(store, old);
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store
            .queue()
            .giveUp(
                Phase.WORKER,
                List.of(new GiveUp(sending, "rejected: no", Phase.NOW + 60, history("x")))));
    assertEquals(List.of(), store.queue().renew(Phase.WORKER, List.of(young)));
    assertEquals(
        List.of(WriteResult.DONE), settle(store, old, Phase.INTENT), "executed is executed");
  }

  @Test
  default void allLettersCanBeReadWithoutALimit() {
    PaymentStore store = store();
    store
        .queue()
        .giveUp(
            Phase.WORKER,
            held(store, 600).stream()
                .map(c -> new GiveUp(c, "no", Phase.NOW, History.EMPTY))
                .toList());

    List<DeadLetter> read = new ArrayList<>();
    store.deadLetters().read(DeadLetterFilter.ALL, read::add);

    assertInOrder(
        store.deadLetters().list(DeadLetterFilter.ALL, 1_000),
        read,
        letter -> letter.payment().correlationId());
    store
        .deadLetters()
        .read(
            DeadLetterFilter.ALL.reasonBeginsWith("yes"),
            letter -> {
              throw new AssertionError(letter);
            });
  }

  @Test
  default void discardedLetterStaysOnRecordAndIsNeverExecuted() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    Discard discard =
        new Discard(
            letter, Phase.NOW + 1_000, history("x").discarded(new Remark("paid by hand"), 1_000));

    assertEquals(List.of(true), store.deadLetters().discard(List.of(discard)));

    assertEquals(
        Optional.of(
            new PaymentRecord(
                letter.payment(),
                new PaymentState.Discarded(
                    new PaymentState.Dead(letter.reason(), letter.diedAtMillis()),
                    Phase.NOW + 1_000),
                discard.history())),
        store.ledger().find(letter.payment().correlationId()));
    List<DiscardedDeadLetter> discarded = new ArrayList<>();
    store.deadLetters().readDiscarded(discarded::add);
    assertEquals(
        List.of(
            new DiscardedDeadLetter(
                new DeadLetter(
                    letter.generation(),
                    letter.payment(),
                    letter.reason(),
                    letter.diedAtMillis(),
                    discard.history()),
                Phase.NOW + 1_000)),
        discarded);
    Census census = store.ledger().census();
    assertEquals(1, census.accepted());
    assertEquals(1, census.discarded());
    assertEquals(0, census.dead());
    assertTrue(census.conserved());
    assertEquals(
        List.of(Replayed.NOT_DEAD),
        store.deadLetters().replay(List.of(new Replay(letter, Phase.NOW + 2_000, history("r")))));
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.DISCARDED),
        store
            .intake()
            .accept(new Payment(letter.payment().correlationId(), Phase.AMOUNT, Phase.NOW)));
    assertEquals(List.of(), store.queue().take("v", 10, 0));
  }

  @Test
  default void severalLettersAreDiscardedInOneCall() {
    PaymentStore store = store();
    List<GiveUp> giveUps =
        held(store, 3).stream()
            .map(claim -> new GiveUp(claim, "no", Phase.NOW + 1, history("b")))
            .toList();
    store.queue().giveUp(Phase.WORKER, giveUps);
    List<Discard> discards =
        store.deadLetters().list(DeadLetterFilter.ALL, 10).stream()
            .map(letter -> new Discard(letter, Phase.NOW + 1_000, history("x")))
            .toList();

    assertEquals(List.of(true, true, true), store.deadLetters().discard(discards));

    assertEquals(3, store.ledger().census().discarded());
    assertEquals(0, store.ledger().census().dead());
  }

  @Test
  default void repeatedDiscardChangesNothing() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    List<Discard> discard = List.of(new Discard(letter, Phase.NOW + 1_000, history("d1")));
    assertEquals(List.of(true), store.deadLetters().discard(discard));

    assertEquals(
        List.of(true), store.deadLetters().discard(discard), "by the earlier identical call");
    assertEquals(
        List.of(false),
        store
            .deadLetters()
            .discard(List.of(new Discard(letter, Phase.NOW + 2_000, history("d2")))));

    assertEquals(1, store.ledger().census().discarded());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void discardDoesNotTouchALaterDeath() {
    PaymentStore store = store();
    DeadLetter first = dead(store);
    store.deadLetters().replay(List.of(new Replay(first, Phase.NOW + 1_000, history("r1"))));
    assertEquals(
        List.of(false), store.deadLetters().discard(List.of(new Discard(first, 1, history("d")))));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 1_500);

    assertEquals(
        List.of(false), store.deadLetters().discard(List.of(new Discard(first, 1, history("d")))));
    assertEquals(1, store.ledger().census().dead());
  }

  /** A processor has executed it, with another amount: put back it would be paid once more. */
  @Test
  default void letterThatAProcessorHasIsPutBackOnlyByForce() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 3);
    store
        .queue()
        .giveUp(
            Phase.WORKER,
            List.of(
                new GiveUp(
                    claims.get(0), DeadLetter.otherAmount("default", 5, 1990), 1, history("a")),
                new GiveUp(
                    claims.get(1),
                    "rejected by default: 422 it has it with 5 cents",
                    2,
                    history("b")),
                new GiveUp(
                    claims.get(2),
                    DeadLetter.otherAmount("fall-back-2", 7, 1990),
                    3,
                    history("c"))));
    List<DeadLetter> letters = store.deadLetters().list(DeadLetterFilter.ALL, 10);
    assertEquals(List.of(true, false, true), letters.stream().map(DeadLetter::executed).toList());

    assertEquals(
        List.of(Replayed.EXECUTED, Replayed.DONE, Replayed.EXECUTED),
        store
            .deadLetters()
            .replay(letters.stream().map(letter -> new Replay(letter, 9, history("r"))).toList()));
    store.replays().begin("r1", "all", "x", 1, false);
    store.replays().select("r1", List.of(letters.get(0), letters.get(2)));
    store.replays().freeze("r1");
    assertEquals(0, store.replays().find("r1").orElseThrow().selected());
    assertEquals(2, store.ledger().census().dead());

    Replay forced = new Replay(letters.getFirst(), 9, history("r"), true);
    assertEquals(List.of(Replayed.DONE), store.deadLetters().replay(List.of(forced)));
    store.replays().begin("r2", "all", "x", 1, true);
    store.replays().select("r2", letters.subList(2, 3));
    store.replays().freeze("r2");
    Replays.Step step =
        store.replays().step("r2", 9, letter -> new Replay(letter, 9, history("r")));
    assertEquals(1, step.replay().replayed());
    assertEquals(3, store.ledger().census().queued());
    assertTrue(store.ledger().census().conserved());
  }

  private static void assertOldClaimIsLost(PaymentStore store, Claim old) {
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);
    String worker = Phase.WORKER;
    assertEquals(lost, store.queue().begin(worker, List.of(new Begin(old, OTHER, History.EMPTY))));
    assertEquals(
        lost, store.queue().doubt(worker, List.of(new Doubt(old, Phase.INTENT, 1, History.EMPTY))));
    assertEquals(lost, store.queue().clear(worker, List.of(new Clearance(old, History.EMPTY))));
    assertEquals(List.of(old), store.queue().renew(worker, List.of(old)));
    store.queue().release(worker, List.of(old));
  }

  private static DeadLetter dead(PaymentStore store) {
    return store.deadLetters().find(Phase.DEAD.reach(store)).orElseThrow();
  }

  private static List<Claim> held(PaymentStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.intake().accept(new Payment(id(i), Phase.AMOUNT, Phase.NOW));
    }
    return TestPayments.byId(store.queue().take(Phase.WORKER, count, 0));
  }

  private static List<WriteResult> settle(PaymentStore store, Claim claim, Intent intent) {
    return store
        .queue()
        .settle(List.of(new Settlement(claim, intent, Phase.NOW + 6_000, history("s"))));
  }

  private static UUID id(int number) {
    return new UUID(0x8000000000000000L, number);
  }
}
