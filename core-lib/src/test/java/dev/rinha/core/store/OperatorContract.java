package dev.rinha.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Dead letters and payments in doubt: listed, never dropped, and what an operator does happens
 * once.
 */
interface OperatorContract extends StoreContract {

  Intent OTHER = new Intent("fallback", Phase.NOW + 5_000);

  // --- dead letters

  @Test
  default void deadLettersAreListedOldestDeathFirst() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 600);
    List<GiveUp> giveUps = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      giveUps.add(
          new GiveUp(
              claims.get(i), i % 2 == 0 ? "too old" : "rejected", Phase.NOW + i / 300, "h" + i));
    }
    Collections.shuffle(giveUps, new Random(1));
    store.giveUp(Phase.WORKER, giveUps);

    List<DeadLetter> all = store.deadLetters(DeadLetterFilter.ALL, 1_000);

    assertEquals(600, all.size());
    for (int i = 0; i < 600; i++) {
      assertEquals(
          new DeadLetter(
              store.census().generation(),
              claims.get(i).payment(),
              i % 2 == 0 ? "too old" : "rejected",
              Phase.NOW + i / 300,
              "h" + i),
          all.get(i));
    }
    assertEquals(all.subList(0, 301), store.deadLetters(DeadLetterFilter.ALL, 301));
    assertEquals(
        all.subList(0, 300),
        store.deadLetters(DeadLetterFilter.ALL.diedBefore(Phase.NOW + 1), 1_000));
    assertEquals(
        List.of(all.get(1), all.get(3)),
        store.deadLetters(DeadLetterFilter.ALL.reasonBeginsWith("rej"), 2));
    assertEquals(List.of(), store.deadLetters(DeadLetterFilter.ALL, 0));
    assertEquals(List.of(), store.deadLetters(DeadLetterFilter.ALL.diedBefore(Phase.NOW), 10));
    assertEquals(Optional.of(all.get(9)), store.deadLetter(id(9)));
    assertEquals(Optional.empty(), store.deadLetter(id(600)));
  }

  @Test
  default void replayedLetterIsExecutedOnceWithItsWholeStory() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    Replay replay = new Replay(letter, Phase.NOW + 1_000, "x,+rs/the bank is back – ok");

    assertEquals(List.of(Replayed.DONE), store.replay(List.of(replay)));

    assertEquals(List.of(), store.deadLetters(DeadLetterFilter.ALL, 10));
    Census census = store.census();
    assertEquals(1, census.queued());
    assertEquals(0, census.dead());
    assertEquals(Phase.NOW + 1_000, census.oldestQueuedAtMillis());
    assertTrue(census.conserved());
    Claim claim = Phase.take(store);
    assertEquals(letter.payment(), claim.payment());
    assertEquals(new PaymentState.Queued(), claim.state());
    assertEquals(replay.history(), claim.history());
    assertEquals(Phase.NOW + 1_000, claim.queuedAtMillis());
    Claim taken = store.takeOver("v", 1, 0).getFirst();
    assertEquals(Phase.NOW + 1_000, taken.queuedAtMillis(), "also for the next holder");
    assertEquals(replay.history(), taken.history());
    store.begin("v", List.of(new Begin(taken, OTHER, "b")));
    assertEquals(
        List.of(WriteResult.DONE),
        store.settle(List.of(new Settlement(taken, OTHER, Phase.NOW + 5_050, "s"))));
    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).total());
  }

  @Test
  default void paymentThatWasNeverReplayedAgesFromItsAcceptance() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    assertEquals(Phase.NOW, Phase.take(store).queuedAtMillis());
    assertEquals(Phase.NOW, store.takeOver("v", 1, 0).getFirst().queuedAtMillis());
  }

  @Test
  default void repeatedReplayReplaysNothingTwice() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    List<Replay> replay = List.of(new Replay(letter, Phase.NOW + 1_000, "r1"));
    List<Replay> later = List.of(new Replay(letter, Phase.NOW + 2_000, "r2"));
    assertEquals(List.of(Replayed.DONE), store.replay(replay));

    assertEquals(List.of(Replayed.DONE), store.replay(replay), "by the earlier identical call");
    assertEquals(List.of(Replayed.NOT_DEAD), store.replay(later));
    assertEquals(1, store.census().queued());
    Claim claim = Phase.take(store);
    Phase.begin(store, claim);
    assertEquals(List.of(Replayed.NOT_DEAD), store.replay(replay));
    store.settle(List.of(new Settlement(claim, Phase.INTENT, Phase.NOW + 50, "s")));
    assertEquals(List.of(Replayed.NOT_DEAD), store.replay(replay));

    assertEquals(List.of(), store.take("v", 10, 0));
    assertEquals(1, store.census().settled());
    assertTrue(store.census().conserved());
  }

  /** Otherwise a selection that is repeated after a crash would replay what nobody selected. */
  @Test
  default void selectionDoesNotReplayALaterDeath() {
    PaymentStore store = store();
    DeadLetter first = dead(store);
    store.replay(List.of(new Replay(first, Phase.NOW + 1_000, "r1")));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 1_500);

    assertEquals(
        List.of(Replayed.NOT_DEAD),
        store.replay(List.of(new Replay(first, Phase.NOW + 1_000, "r1"))));

    DeadLetter second = store.deadLetter(first.payment().correlationId()).orElseThrow();
    assertEquals(Phase.NOW + 1_500, second.diedAtMillis());
    assertEquals(1, store.census().dead());
    assertEquals(
        List.of(Replayed.DONE), store.replay(List.of(new Replay(second, Phase.NOW + 2_000, "r2"))));
  }

  @Test
  default void twoOperatorsAtOnceReplayEachLetterOnce() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    PaymentStore store = stores.getFirst();
    store.giveUp(
        Phase.WORKER,
        held(store, 300).stream().map(c -> new GiveUp(c, "no", Phase.NOW, "")).toList());
    List<DeadLetter> selection = store.deadLetters(DeadLetterFilter.ALL, 1_000);
    List<Callable<List<Replayed>>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PaymentStore each = stores.get(i % 2);
      long at = Phase.NOW + i;
      String history = "r" + i;
      calls.add(
          () -> each.replay(selection.stream().map(l -> new Replay(l, at, history)).toList()));
    }

    List<Replayed> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Replayed>> future : executor.invokeAll(calls)) {
        answers.addAll(future.get());
      }
    }

    assertEquals(300, Collections.frequency(answers, Replayed.DONE));
    assertEquals(900, Collections.frequency(answers, Replayed.NOT_DEAD));
    List<Claim> claims = store.take("v", 1_000, 0);
    assertEquals(300, claims.size());
    assertEquals(300, new HashSet<>(claims.stream().map(Claim::payment).toList()).size());
  }

  @Test
  default void fullQueueLeavesLettersDead() {
    PaymentStore store = store(2);
    DeadLetter letter = dead(store);
    store.accept(new Payment(id(1), Phase.AMOUNT, Phase.NOW));
    store.accept(new Payment(id(2), Phase.AMOUNT, Phase.NOW));
    List<Replay> replay = List.of(new Replay(letter, Phase.NOW + 1_000, "r"));

    assertEquals(List.of(Replayed.QUEUE_FULL), store.replay(replay));
    assertEquals(List.of(letter), store.deadLetters(DeadLetterFilter.ALL, 10));

    Claim claim = store.take(Phase.WORKER, 1, 0).getFirst();
    Phase.giveUp(store, claim, Phase.NOW + 100);
    assertEquals(List.of(Replayed.DONE), store.replay(replay));
    assertTrue(store.census().conserved());
  }

  @Test
  default void claimFromBeforeTheDeathIsWorthNothingAfterTheReplay() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.begin(store, old);
    Claim sending = old.as(new PaymentState.Sending(Phase.INTENT), "b");
    Phase.giveUp(store, sending, Phase.NOW + 60);
    DeadLetter letter = store.deadLetter(old.payment().correlationId()).orElseThrow();
    store.replay(List.of(new Replay(letter, Phase.NOW + 70, "r")));
    Claim young = Phase.take(store);

    assertOldClaimIsLost(store, old);
    assertEquals(
        List.of(WriteResult.CLAIM_LOST),
        store.giveUp(
            Phase.WORKER, List.of(new GiveUp(sending, "rejected: no", Phase.NOW + 60, "x"))));
    assertEquals(List.of(), store.renew(Phase.WORKER, List.of(young)));
    assertEquals(
        List.of(WriteResult.DONE), settle(store, old, Phase.INTENT), "executed is executed");
  }

  @Test
  default void allLettersCanBeReadWithoutALimit() {
    PaymentStore store = store();
    store.giveUp(
        Phase.WORKER,
        held(store, 600).stream().map(c -> new GiveUp(c, "no", Phase.NOW, "")).toList());

    List<DeadLetter> read = new ArrayList<>();
    store.deadLetters(DeadLetterFilter.ALL, read::add);

    assertEquals(store.deadLetters(DeadLetterFilter.ALL, 1_000), read);
    store.deadLetters(
        DeadLetterFilter.ALL.reasonBeginsWith("yes"),
        letter -> {
          throw new AssertionError(letter);
        });
  }

  @Test
  default void discardedLetterStaysOnRecordAndIsNeverExecuted() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    Discard discard = new Discard(letter, Phase.NOW + 1_000, "x,#rs/paid by hand");

    assertEquals(List.of(true), store.discard(List.of(discard)));

    assertEquals(
        Optional.of(
            new PaymentRecord(
                letter.payment(),
                new PaymentState.Discarded(
                    new PaymentState.Dead(letter.reason(), letter.diedAtMillis()),
                    Phase.NOW + 1_000),
                discard.history())),
        store.find(letter.payment().correlationId()));
    List<DiscardedDeadLetter> discarded = new ArrayList<>();
    store.discarded(discarded::add);
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
    Census census = store.census();
    assertEquals(1, census.accepted());
    assertEquals(1, census.discarded());
    assertEquals(0, census.dead());
    assertTrue(census.conserved());
    assertEquals(
        List.of(Replayed.NOT_DEAD),
        store.replay(List.of(new Replay(letter, Phase.NOW + 2_000, "r"))));
    assertEquals(
        new Acceptance.Replayed(),
        store.accept(new Payment(letter.payment().correlationId(), Phase.AMOUNT, Phase.NOW)));
    assertEquals(List.of(), store.take("v", 10, 0));
  }

  @Test
  default void severalLettersAreDiscardedInOneCall() {
    PaymentStore store = store();
    List<GiveUp> giveUps =
        held(store, 3).stream().map(claim -> new GiveUp(claim, "no", Phase.NOW + 1, "b")).toList();
    store.giveUp(Phase.WORKER, giveUps);
    List<Discard> discards =
        store.deadLetters(DeadLetterFilter.ALL, 10).stream()
            .map(letter -> new Discard(letter, Phase.NOW + 1_000, "x"))
            .toList();

    assertEquals(List.of(true, true, true), store.discard(discards));

    assertEquals(3, store.census().discarded());
    assertEquals(0, store.census().dead());
  }

  @Test
  default void repeatedDiscardChangesNothing() {
    PaymentStore store = store();
    DeadLetter letter = dead(store);
    List<Discard> discard = List.of(new Discard(letter, Phase.NOW + 1_000, "d1"));
    assertEquals(List.of(true), store.discard(discard));

    assertEquals(List.of(true), store.discard(discard), "by the earlier identical call");
    assertEquals(
        List.of(false), store.discard(List.of(new Discard(letter, Phase.NOW + 2_000, "d2"))));

    assertEquals(1, store.census().discarded());
    assertTrue(store.census().conserved());
  }

  @Test
  default void discardDoesNotTouchALaterDeath() {
    PaymentStore store = store();
    DeadLetter first = dead(store);
    store.replay(List.of(new Replay(first, Phase.NOW + 1_000, "r1")));
    assertEquals(List.of(false), store.discard(List.of(new Discard(first, 1, "d"))));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 1_500);

    assertEquals(List.of(false), store.discard(List.of(new Discard(first, 1, "d"))));
    assertEquals(1, store.census().dead());
  }

  // --- in doubt

  @Test
  default void paymentsInDoubtAreListedLongestFirst() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 5);
    long[] since = {Phase.NOW + 9, Phase.NOW + 3, Phase.NOW + 3, Phase.NOW + 1, Phase.NOW + 5};
    for (int i = 0; i < 5; i++) {
      Intent intent = new Intent("default", Phase.NOW - i);
      store.begin(Phase.WORKER, List.of(new Begin(claims.get(i), intent, "b")));
      if (i != 4) {
        store.doubt(
            Phase.WORKER,
            List.of(
                new Doubt(
                    claims.get(i).as(new PaymentState.Sending(intent), ""),
                    intent,
                    since[i],
                    "d" + i)));
      }
    }

    List<InDoubtPayment> doubtful = store.inDoubt(10);

    assertEquals(
        List.of(id(3), id(1), id(2), id(0)),
        doubtful.stream().map(d -> d.payment().correlationId()).toList());
    InDoubtPayment longest = doubtful.getFirst();
    assertEquals(new Payment(id(3), Phase.AMOUNT, Phase.NOW), longest.payment());
    assertEquals(new Intent("default", Phase.NOW - 3), longest.intent());
    assertEquals(Phase.NOW + 1, longest.sinceMillis());
    assertEquals("d3", longest.history());
    assertEquals(doubtful.subList(0, 2), store.inDoubt(2));
    assertEquals(List.of(), store.inDoubt(0));
    assertEquals(Optional.of(longest), store.inDoubt(id(3)));
    assertEquals(Optional.empty(), store.inDoubt(id(4)));
    assertEquals(Optional.empty(), store.inDoubt(id(5)));
  }

  @Test
  default void freedPaymentGoesElsewhereAndItsHolderCannotContradict() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.doubt(store, old);
    InDoubtPayment doubtful = store.inDoubt(10).getFirst();

    assertEquals(
        List.of(Freed.DONE),
        store.free(List.of(new Freeing(doubtful, Phase.NOW + 4_000, "d,!n32o/asked them", 0))));

    assertEquals(List.of(), store.inDoubt(10));
    assertEquals(List.of(), store.takeOver("v", 10, 0), "nobody holds it");
    assertOldClaimIsLost(store, old);
    Claim young = Phase.take(store);
    assertEquals(new PaymentState.Queued(), young.state());
    assertEquals(Phase.NOW + 4_000, young.queuedAtMillis());
    assertEquals("d,!n32o/asked them", young.history());
    assertOldClaimIsLost(store, old);
    store.begin(Phase.WORKER, List.of(new Begin(young, OTHER, "b")));
    assertEquals(
        List.of(WriteResult.CONFLICT), settle(store, old, Phase.INTENT), "kept, not counted");
    assertEquals(List.of(WriteResult.DONE), settle(store, young, OTHER));
    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).of("fallback"));
    assertEquals(1, store.summary(TimeWindow.ALL).total().count());
    assertTrue(store.census().conserved());
  }

  @Test
  default void repeatedFreeingChangesNothing() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    List<Freeing> freeing =
        List.of(new Freeing(store.inDoubt(id).orElseThrow(), Phase.NOW + 4_000, "f", 0));

    assertEquals(List.of(Freed.DONE), store.free(freeing));
    assertEquals(List.of(Freed.DONE), store.free(freeing), "by the earlier identical call");
    assertEquals(1, store.census().queued());
    Claim claim = Phase.take(store);
    store.begin(Phase.WORKER, List.of(new Begin(claim, OTHER, "b")));
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.free(freeing));
    store.doubt(
        Phase.WORKER,
        List.of(
            new Doubt(
                claim.as(new PaymentState.Sending(OTHER), ""), OTHER, Phase.NOW + 9_000, "d")));
    assertEquals(List.of(Freed.NOT_IN_DOUBT), store.free(freeing), "another intent is in doubt");
    settle(store, claim, OTHER);
    assertEquals(List.of(Freed.ALREADY_SETTLED), store.free(freeing));
    assertEquals(1, store.census().settled());
    assertTrue(store.census().conserved());
  }

  /** What was sent a moment ago may be executed after somebody has seen that it was not. */
  @Test
  default void paymentInDoubtIsFreedOnlyAfterItsProcessorWasPausedForTheBound() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment doubtful = store.inDoubt(id).orElseThrow();
    Freeing far = new Freeing(doubtful, Phase.NOW + 99_000, "f", 3_600_000);
    Freeing near = new Freeing(doubtful, Phase.NOW + 99_000, "f", 50);
    List<Freed> tooEarly = List.of(Freed.TOO_EARLY);
    assertEquals(tooEarly, store.free(List.of(near)), "nothing is paused");
    store.pause(new Pause(new PauseScope.Processor("fallback"), Phase.NOW - 9_000_000, "other"));
    assertEquals(tooEarly, store.free(List.of(near)), "another one is paused");

    PauseScope scope = new PauseScope.Processor(doubtful.intent().processor());
    store.pause(new Pause(scope, Phase.NOW - 9_000_000, "asked"));

    assertEquals(tooEarly, store.free(List.of(far)), "by the store's clock");
    Freeing behind = new Freeing(doubtful, Phase.NOW - 9_000_000 + 49, "f", 50);
    Poll.until(
        "the bound has passed",
        () -> {
          assertEquals(tooEarly, store.free(List.of(behind)), "by the operators' clock");
          return store.free(List.of(near)).equals(List.of(Freed.DONE));
        });
    assertEquals(1, store.census().queued());
    assertEquals(0, store.census().inDoubt());
  }

  @Test
  default void pausedQueueCountsAsAPausedProcessorAndAnEndedPauseDoesNot() {
    PaymentStore store = store();
    UUID id = Phase.IN_DOUBT.reach(store);
    InDoubtPayment doubtful = store.inDoubt(id).orElseThrow();
    List<Freeing> freeing = List.of(new Freeing(doubtful, Phase.NOW, "f", 1));
    PauseScope queue = new PauseScope.Queue();
    store.pause(new Pause(queue, Phase.NOW - 10, "asked"));
    store.resume(queue);
    assertEquals(List.of(Freed.TOO_EARLY), store.free(freeing), "it is not paused any more");

    store.pause(new Pause(queue, Phase.NOW - 10, "asked"));

    Poll.until("the bound has passed", () -> store.free(freeing).equals(List.of(Freed.DONE)));
  }

  /** A processor has executed it, with another amount: put back it would be paid once more. */
  @Test
  default void letterThatAProcessorHasIsPutBackOnlyByForce() {
    PaymentStore store = store();
    List<Claim> claims = held(store, 3);
    store.giveUp(
        Phase.WORKER,
        List.of(
            new GiveUp(claims.get(0), DeadLetter.otherAmount("default", 5, 1990), 1, "a"),
            new GiveUp(claims.get(1), "rejected by default: 422 it has it with 5 cents", 2, "b"),
            new GiveUp(claims.get(2), DeadLetter.otherAmount("fall-back", 7, 1990), 3, "c")));
    List<DeadLetter> letters = store.deadLetters(DeadLetterFilter.ALL, 10);
    assertEquals(List.of(true, false, true), letters.stream().map(DeadLetter::executed).toList());

    assertEquals(
        List.of(Replayed.EXECUTED, Replayed.DONE, Replayed.EXECUTED),
        store.replay(letters.stream().map(letter -> new Replay(letter, 9, "r")).toList()));
    store.beginReplay("r1", "all", "x", 1, false);
    store.select("r1", List.of(letters.get(0), letters.get(2)));
    store.freeze("r1");
    assertEquals(0, store.replay("r1").orElseThrow().selected());
    assertEquals(2, store.census().dead());

    Replay forced = new Replay(letters.getFirst(), 9, "r", true);
    assertEquals(List.of(Replayed.DONE), store.replay(List.of(forced)));
    store.beginReplay("r2", "all", "x", 1, true);
    store.select("r2", letters.subList(2, 3));
    store.freeze("r2");
    Replays.Step step = store.step("r2", 9, letter -> new Replay(letter, 9, "r"));
    assertEquals(1, step.replay().replayed());
    assertEquals(3, store.census().queued());
    assertTrue(store.census().conserved());
  }

  /** The operator was wrong: the next attempt finds that the processor has the first one. */
  @Test
  default void lateSettlementOfAFreedPaymentTakesItOffTheQueueWhereverItIs() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim old = Phase.take(store);
    Phase.doubt(store, old);
    store.free(List.of(new Freeing(store.inDoubt(1).getFirst(), Phase.NOW + 4_000, "f", 0)));
    Phase.begin(store, Phase.take(store));

    assertEquals(List.of(WriteResult.DONE), settle(store, old, Phase.INTENT));

    assertEquals(0, store.census().unfinished());
    assertTrue(store.census().conserved());
  }

  @Test
  default void paymentThatAnOperatorSettledIsSettledForItsHolderToo() {
    PaymentStore store = store();
    Phase.QUEUED.reach(store);
    Claim held = Phase.take(store);
    Phase.doubt(store, held);
    InDoubtPayment doubtful = store.inDoubt(10).getFirst();

    assertEquals(
        List.of(WriteResult.DONE), settle(store, doubtful.unheldClaim(), doubtful.intent()));

    List<WriteResult> settled = List.of(WriteResult.ALREADY_SETTLED);
    assertEquals(settled, settle(store, held, Phase.INTENT));
    assertEquals(settled, settle(store, doubtful.unheldClaim(), doubtful.intent()));
    assertEquals(settled, store.clear(Phase.WORKER, List.of(new Clearance(held, ""))));
    assertEquals(settled, store.begin(Phase.WORKER, List.of(new Begin(held, OTHER, ""))));
    assertEquals(List.of(held), store.renew(Phase.WORKER, List.of(held)));
    assertEquals(List.of(), store.takeOver("v", 10, 0));
    assertEquals(List.of(), store.inDoubt(10));
    assertEquals(new Totals(1, 1990), store.summary(TimeWindow.ALL).of("default"));
    assertEquals(0, store.census().unfinished());
    assertTrue(store.census().conserved());
  }

  // --- who is there

  @Test
  default void ofTwoWorkersThatAnnounceThemselvesTheLaterSeesTheEarlier() {
    PaymentStore store = store();
    WorkerTerms one =
        new WorkerTerms("one", 5_000, 60_000, new TreeMap<>(Map.of("default", 10_000L, "x", 1L)));
    WorkerTerms two = new WorkerTerms("t:w,o", 100, 0, new TreeMap<>(Map.of("default", 50L)));

    assertEquals(List.of(), store.announce(one));
    assertEquals(List.of(one), store.announce(two));
    store.purge();
    assertEquals(List.of(two), store.announce(one));
    store.withdraw("one");

    assertEquals(List.of(two), store.workers());
  }

  private static void assertOldClaimIsLost(PaymentStore store, Claim old) {
    List<WriteResult> lost = List.of(WriteResult.CLAIM_LOST);
    String worker = Phase.WORKER;
    assertEquals(lost, store.begin(worker, List.of(new Begin(old, OTHER, ""))));
    assertEquals(lost, store.doubt(worker, List.of(new Doubt(old, Phase.INTENT, 1, ""))));
    assertEquals(lost, store.clear(worker, List.of(new Clearance(old, ""))));
    assertEquals(List.of(old), store.renew(worker, List.of(old)));
    store.release(worker, List.of(old));
  }

  private static DeadLetter dead(PaymentStore store) {
    return store.deadLetter(Phase.DEAD.reach(store)).orElseThrow();
  }

  private static List<Claim> held(PaymentStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.accept(new Payment(id(i), Phase.AMOUNT, Phase.NOW));
    }
    return store.take(Phase.WORKER, count, 0);
  }

  private static List<WriteResult> settle(PaymentStore store, Claim claim, Intent intent) {
    return store.settle(List.of(new Settlement(claim, intent, Phase.NOW + 6_000, "s")));
  }

  private static UUID id(int number) {
    return new UUID(0x8000000000000000L, number);
  }
}
