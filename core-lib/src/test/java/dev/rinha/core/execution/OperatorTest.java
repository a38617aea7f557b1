package dev.rinha.core.execution;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.engine.Command;
import dev.rinha.core.engine.Event;
import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.Now;
import dev.rinha.core.engine.Router;
import dev.rinha.core.execution.Operator.ReplayResult;
import dev.rinha.core.execution.Operator.Resolution;
import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OperatorTest {

  private static final long ACCEPTED = 1_752_600_000_000L;
  private static final Intent INTENT = new Intent("default", ACCEPTED + 40);
  private static final Remark REASON = new Remark("the bank is back");

  private long now = ACCEPTED;
  private final MemoryStore store = new MemoryStore(1_000, () -> Instant.ofEpochMilli(now));
  private final Operator operator = new Operator(store, () -> Instant.ofEpochMilli(now));

  @Test
  void frozenSelectionIsReplayedOnceAndTheHistoryTellsWhy() {
    giveUp(1, "default:c14/r2s");
    giveUp(2, "");
    List<DeadLetter> selection = operator.deadLetters(DeadLetterFilter.ALL, 10);
    giveUp(3, "");
    now += 56;

    assertEquals(new ReplayResult(2, 0, 0, 0), operator.replay(selection, REASON));
    now++;
    assertEquals(new ReplayResult(0, 2, 0, 0), operator.replay(selection, REASON));

    assertEquals(2, store.ledger().census().queued());
    assertEquals(1, store.ledger().census().dead());
    assertEquals(
        history("default:c14/r2s,+1k/the bank is back"),
        store.ledger().find(id(1)).orElseThrow().history());
    assertEquals(
        List.of(new History.Step.Replayed(56, REASON)),
        store.ledger().find(id(2)).orElseThrow().history().steps());
  }

  @Test
  void deadLettersAreSelectedByIdToo() {
    giveUp(1, "");
    store.intake().accept(new Payment(id(2), new Money(1), now));

    List<DeadLetter> selection = operator.deadLetters(List.of(id(1), id(2), id(3), id(1)));

    assertEquals(List.of(id(1)), selection.stream().map(l -> l.payment().correlationId()).toList());
  }

  /** Once it would have died again of the same age at once. */
  @Test
  void replayedLetterAgesAnew() {
    giveUp(1, "");
    now += 60_000;
    operator.replay(operator.deadLetters(DeadLetterFilter.ALL, 1), REASON);
    ExecutionCore core = told(now + 5_000, core(5_000));

    core.on(new Event.Taken(store.queue().take("w", 1, 0)), at(now + 5_000));
    assertEquals(
        List.of(Command.Begin.class),
        writes(core.decide(at(now + 5_000))).stream().map(Object::getClass).toList());

    ExecutionCore later = told(now + 5_000, core(5_000));
    later.on(new Event.TakenOver(store.queue().takeOver("w", 1, 0)), at(now + 5_001));
    assertEquals(
        List.of(Command.GiveUp.class),
        writes(later.decide(at(now + 5_001))).stream().map(Object::getClass).toList());
  }

  @Test
  void paymentThatWasExecutedIsSettledWithWhatWasSent() {
    doubt(1);
    now += 100;

    assertEquals(Resolution.DONE, operator.resolve(id(1), Verdict.SETTLED, REASON, false));
    assertEquals(
        Resolution.NOT_IN_DOUBT, operator.resolve(id(1), Verdict.NOT_EXECUTED, REASON, false));

    assertEquals(
        new PaymentState.Settled(INTENT, ACCEPTED + 100),
        store.ledger().find(id(1)).orElseThrow().state());
    assertEquals(1, store.ledger().summary(TimeWindow.ALL).of("default").count());
    assertEquals(new History.Step.Resolved(Verdict.SETTLED, 100, REASON), lastStep(store, id(1)));
  }

  @Test
  void paymentThatWasNotExecutedIsQueuedAgain() {
    doubt(1);
    now += 50;
    operator.pause(new PauseScope.Processor("default"), REASON);
    now += operator.quietMillis() - 1;
    assertEquals(
        Resolution.TOO_EARLY, operator.resolve(id(1), Verdict.NOT_EXECUTED, REASON, false));
    now += 1;

    assertEquals(Resolution.DONE, operator.resolve(id(1), Verdict.NOT_EXECUTED, REASON, false));
    assertEquals(Resolution.NOT_IN_DOUBT, operator.resolve(id(1), Verdict.SETTLED, REASON, false));

    assertEquals(new PaymentState.Queued(), store.ledger().find(id(1)).orElseThrow().state());
    assertEquals(List.of(), operator.inDoubt(10));
    assertEquals(
        new History.Step.Resolved(Verdict.NOT_EXECUTED, 50 + operator.quietMillis(), REASON),
        lastStep(store, id(1)));
    assertEquals(1, store.queue().take("v", 10, 0).size());
  }

  @Test
  void verdictIsHeldAgainstTheProcessorsOwnRecord() {
    doubt(1);
    var doubtful = operator.inDoubt(1).getFirst();
    Lookup same = new Lookup.Found(1990, INTENT.requestedAtMillis());

    assertEquals(Optional.empty(), doubtful.contradiction(Verdict.SETTLED, same));
    assertEquals(
        Optional.of("default does not have it"),
        doubtful.contradiction(Verdict.SETTLED, new Lookup.Absent()));
    assertEquals(
        Optional.of("default has it with 5.00 instead of 19.90"),
        doubtful.contradiction(Verdict.SETTLED, new Lookup.Found(500, 0)));
    assertTrue(
        doubtful.contradiction(Verdict.SETTLED, new Lookup.Found(1990, 0)).isPresent(),
        "summaries would disagree");
    assertEquals(
        Optional.of("default has it, with 19.90"),
        doubtful.contradiction(Verdict.NOT_EXECUTED, same));
    assertEquals(
        Optional.empty(), doubtful.contradiction(Verdict.NOT_EXECUTED, new Lookup.Absent()));
    for (Verdict verdict : Verdict.values()) {
      assertEquals(
          Optional.empty(), doubtful.contradiction(verdict, new Lookup.Unavailable("away")));
    }
  }

  @Test
  void frozenReplayIsCarriedOutInStepsAndTheHistoryTellsWhy() {
    for (int i = 1; i <= 600; i++) {
      giveUp(i, "");
    }
    now += 56;
    giveUp(601, "");
    FrozenReplay frozen =
        operator.freeze("r1", "all", REASON, DeadLetterFilter.ALL.diedBefore(now), 599, false);
    giveUp(602, "");

    assertEquals(599, frozen.selected());
    FrozenReplay replay = frozen;
    while (!replay.finished()) {
      replay = operator.step(replay, 100).replay();
    }

    assertEquals(599, replay.replayed());
    assertEquals(3, store.ledger().census().dead());
    assertEquals(new History.Step.Replayed(56, REASON), lastStep(store, id(1)));
  }

  @Test
  void discardedLetterTellsWhy() {
    giveUp(1, "default:c14/r2s");
    now += 56;

    assertEquals(1, operator.discard(operator.deadLetters(List.of(id(1))), REASON));

    assertEquals(new History.Step.Discarded(56, REASON), lastStep(store, id(1)));
    assertEquals(1, store.ledger().census().discarded());
  }

  @Test
  void unknownPaymentCannotBeResolved() {
    assertEquals(Resolution.NOT_IN_DOUBT, operator.resolve(id(1), Verdict.SETTLED, REASON, false));
  }

  /** Every re-send says again that the payment is in doubt; it does not get younger by that. */
  @Test
  void takenOverPaymentStaysInDoubtSinceTheBeginning() {
    doubt(1);
    ExecutionCore core = core(0);
    core.on(new Event.TakenOver(store.queue().takeOver("v", 1, 0)), at(now + 9_000));

    Command.Doubt doubt = (Command.Doubt) writes(core.decide(at(now + 9_000))).getFirst();

    assertEquals(ACCEPTED + 50, doubt.write().sinceMillis());
  }

  @Test
  void remarkFitsIntoAHistory() {
    assertEquals("a b c d e", new Remark(" a,b:\tc/\n ,d\u0000\u2028e ").text());
    assertEquals("é – ok; *+!-", new Remark("é – ok; *+!-").text());
    String longest = new Remark("x".repeat(79) + "\ud83d\ude00 and more").text();
    assertEquals("x".repeat(79), longest);
    assertThrows(IllegalArgumentException.class, () -> new Remark(" ,:/ "));
    Remark odd = new Remark("*+!-");
    assertEquals(
        List.of(new History.Step.Replayed(1, odd), new History.Step.Replayed(2, odd)),
        History.EMPTY.replayed(odd, 1).replayed(odd, 2).steps());
  }

  @Test
  void historyOfManyReplaysStaysShort() {
    History history = History.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      history = history.replayed(new Remark("y".repeat(Remark.MAX_LENGTH)), i);
    }
    assertEquals(16, history.steps().size());
    assertTrue(history.steps().contains(new History.Step.LeftOut(0)));
  }

  private void giveUp(int number, String history) {
    Claim claim = taken(number);
    store.queue().giveUp("w", List.of(new GiveUp(claim, "rejected", now, history(history))));
  }

  private void doubt(int number) {
    Claim claim = taken(number);
    store.queue().begin("w", List.of(new Begin(claim, INTENT, history("default:c14"))));
    store
        .queue()
        .doubt(
            "w",
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                    INTENT,
                    ACCEPTED + 50,
                    history("default:c14/u1e"))));
  }

  private Claim taken(int number) {
    store.intake().accept(new Payment(id(number), new Money(1990), ACCEPTED));
    return store.queue().take("w", 1, 0).getFirst();
  }

  private static History.Step lastStep(MemoryStore store, UUID id) {
    return store.ledger().find(id).orElseThrow().history().steps().getLast();
  }

  private static List<Command.StoreWrite> writes(List<Command> commands) {
    return commands.stream()
        .filter(Command.StoreWrite.class::isInstance)
        .map(Command.StoreWrite.class::cast)
        .toList();
  }

  /** It has heard which era its store is in, as before anything is sent. */
  private ExecutionCore told(long atMillis, ExecutionCore core) {
    core.on(new Event.Told(0, store.queue().told("w", 0, true), 0), at(atMillis));
    List<Command> looks = core.decide(at(atMillis));
    assertTrue(looks.contains(new Command.ReadPauses()), looks::toString);
    core.on(new Event.PausesRead(Pauses.NONE), at(atMillis));
    return core;
  }

  private static ExecutionCore core(long maxAgeMillis) {
    SplittableRandom random = new SplittableRandom(1);
    ExecutionSettings settings = new ExecutionSettings(512, 5_000, 60_000, maxAgeMillis, 32);
    return new ExecutionCore(
        settings,
        new Router(
            List.of(ProcessorSettings.of("default", Fee.parse("0.05"))),
            new CheapestInTime(),
            random),
        random);
  }

  private static Now at(long millis) {
    return new Now(millis, millis);
  }

  private static UUID id(int number) {
    return new UUID(0, number);
  }
}
