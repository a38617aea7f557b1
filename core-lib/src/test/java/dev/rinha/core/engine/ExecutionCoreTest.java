package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Events in, commands out: one course of events per promise. */
class ExecutionCoreTest {

  private static final long START = 1_752_600_000_000L;
  private static final long CLAIM_TIMEOUT = 1_000;
  private static final long IN_DOUBT_BOUND = 5_000;
  private static final long MAX_AGE = 60_000;
  private static final Payment PAYMENT = new Payment(new UUID(1, 1), new Money(1990), START);
  private static final Fee PART = Fee.parse("0.05");
  private static final Outcome UNKNOWN = new Outcome.Unknown("read timeout");

  private static final PauseScope QUEUE = new PauseScope.Queue();
  private static final PauseScope DEFAULT = new PauseScope.Processor("default");

  private ExecutionCore core = newCore();

  private long now = START;
  private long wallAheadMillis;

  /** What the store answers whoever looks for pauses; empty for no answer. */
  private Optional<Pauses> read = Optional.of(Pauses.NONE);

  private final List<String> notices = new ArrayList<>();

  /** What the core has commanded for payments and the test has not looked at yet. */
  private final List<Command> commanded = new ArrayList<>();

  @BeforeEach
  void start() {
    decide();
  }

  @Test
  void nothingIsSentBeforeTheIntentIsRecorded() {
    taken();
    Command.Begin begin = next(Command.Begin.class);
    assertEquals(new Intent("default", now), begin.write().intent());
    nothingElse();

    pass(40);
    happens(new Event.Written(begin.ticket(), WriteResult.DONE));

    Command.Send send = next(Command.Send.class);
    assertEquals(begin.write().intent(), send.intent());
    assertEquals(at(START + CLAIM_TIMEOUT / 2), send.notAfter());
  }

  @Test
  void executedPaymentIsSettledWithTheTimeThatWasSent() {
    Command.Send send = sent();
    pass(30);
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 30));

    Command.Settle settle = next(Command.Settle.class);
    assertEquals(send.intent(), settle.write().intent());
    happens(new Event.Written(settle.ticket(), WriteResult.DONE));
    assertEquals(0, core.heldCount());
  }

  @Test
  void contradictionIsLoggedWithItsPaymentAndTheTraceOfThat() {
    TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    happens(
        new Event.Taken(
            List.of(new Claim("1/1", 1, PAYMENT, new PaymentState.Queued(), History.of(trace)))));
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
    Command.Send send = next(Command.Send.class);
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 30));
    happens(new Event.Written(next(Command.Settle.class).ticket(), WriteResult.CONFLICT));

    assertEquals(1, notices.size(), notices::toString);
    String notice = notices.getFirst();
    assertTrue(notice.startsWith("payment " + PAYMENT.correlationId() + " was executed"), notice);
    assertTrue(notice.endsWith(", trace " + trace), notice);
  }

  @Test
  void refusedIntentMeansThatSomebodyElseHasThePayment() {
    taken();
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.CLAIM_LOST));

    nothingElse();
    assertEquals(0, core.heldCount());
    assertEquals(0, core.monitors().getFirst().inFlight());
  }

  @Test
  void sendThatCameTooLateIsBegunAnewWithTheTimeOfThen() {
    Command.Send send = sent();
    pass(700);
    happens(new Event.TooLate(send.ticket()));

    assertEquals(new Intent("default", now), next(Command.Begin.class).write().intent());
  }

  @Test
  void unsentPaymentMayGoElsewhere() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.NotSent("refused"), 1));

    next(Command.Begin.class);
  }

  @Test
  void failureIsBelievedOnlyWhenTheProcessorDoesNotHaveThePayment() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    assertEquals("default", next(Command.Find.class).processor());
    nothingElse();

    anotherPaymentIsAnswered();
    happens(new Event.LookedUp(send.ticket(), new Lookup.Absent()));
    next(Command.Begin.class);
  }

  /** Between the failure and the question something else may have begun to answer for it. */
  @Test
  void absenceRightAfterAFailureIsBelievedOnceTheProcessorHasAnsweredAgain() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    pass(1);
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.DONE));
    assertEquals(send.intent(), next(Command.Send.class).intent());
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));

    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    next(Command.Begin.class);
  }

  /** It is asked for one that it certainly has. */
  @Test
  void absenceRightAfterAFailureIsBelievedOfAProcessorThatFindsWhatItHas() {
    answersTake(30);
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Found(1990, START)));
    next(Command.Begin.class);
  }

  @Test
  void absenceRightAfterAFailureFreesNothingWhereNothingIsFound() {
    answersTake(30);
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    next(Command.Doubt.class);
  }

  /** By the processor itself, whatever it answers. */
  private void anotherPaymentIsAnswered() {
    pass(1);
    ProcessorMonitor monitor = core.monitors().getFirst();
    monitor.sent(now);
    monitor.answered(new Outcome.Failed(500), 1, now);
    monitor.spoke(now);
  }

  @Test
  void paymentStoredDespiteAFailureIsSettled() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    next(Command.Find.class);
    happens(
        new Event.LookedUp(
            send.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));

    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void duplicateIsSettledWithTheTimeThatTheProcessorRecorded() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Duplicate(), 20));
    next(Command.Find.class);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Found(1990, START - 777)));

    Command.Begin corrected = next(Command.Begin.class);
    assertEquals(new Intent("default", START - 777), corrected.write().intent());
    happens(new Event.Written(corrected.ticket(), WriteResult.DONE));
    assertEquals(corrected.write().intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void otherAmountAtTheProcessorIsForAnOperator() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Duplicate(), 20));
    next(Command.Find.class);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Found(5, START)));

    assertEquals(
        "default has it with 5 cents instead of 1990", next(Command.GiveUp.class).write().reason());
  }

  /** Whoever sent it before may be under way still. */
  @Test
  void duplicateThatTheProcessorThenDoesNotHaveFreesNothing() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Duplicate(), 20));
    next(Command.Find.class);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Absent()));

    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
    nothingElse();
  }

  @Test
  void rejectedPaymentIsADeadLetter() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Rejected(400, "no"), 20));

    assertEquals("rejected by default: 400 no", next(Command.GiveUp.class).write().reason());
  }

  @Test
  void paymentThatIsTooOldIsADeadLetter() {
    pass(MAX_AGE + 1);
    taken();

    assertEquals(
        "could not be executed within 60000 ms", next(Command.GiveUp.class).write().reason());
  }

  @Test
  void paymentInDoubtIsSentAgainToTheSameProcessorWithTheSameTime() {
    Command.Send send = inDoubt(sent());
    pass(400);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));

    Command.Doubt reclaim = next(Command.Doubt.class);
    happens(new Event.Written(reclaim.ticket(), WriteResult.DONE));
    Command.Send again = next(Command.Send.class);
    assertEquals(send.intent(), again.intent());

    happens(new Event.Answered(again.ticket(), new Outcome.Duplicate(), 20));
    next(Command.Find.class);
    happens(
        new Event.LookedUp(
            again.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));
    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void duplicateOfARepeatedRequestIsSettledWithTheTimeThatTheProcessorRecorded() {
    long ticket = duplicateOfARepeatedRequest();
    happens(new Event.LookedUp(ticket, new Lookup.Found(1990, START - 777)));

    Command.Begin corrected = next(Command.Begin.class);
    assertEquals(new Intent("default", START - 777), corrected.write().intent());
  }

  /** It may be a validation that executed nothing. */
  @Test
  void duplicateOfARepeatedRequestThatIsNotThereSettlesNothing() {
    long ticket = duplicateOfARepeatedRequest();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));

    nothingElse();
    assertEquals(ticket, ask());
  }

  private long duplicateOfARepeatedRequest() {
    inDoubt(sent());
    pass(400);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.Duplicate(), 20));
    assertEquals(ticket, next(Command.Find.class).ticket());
    return ticket;
  }

  @Test
  void failureAfterItWasStoredFreesNothingBeforeLookUpsCanShowIt() {
    core = newCore(new Waiting.AtMost(Duration.ofMillis(500)), PART, PART, 5_000);
    start();
    Command.Send send = sent();
    long failedAt = now;
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 20));
    next(Command.Find.class);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(send.ticket(), WriteResult.DONE));

    long ticket = ask();
    while (now - failedAt < 5_000) {
      happens(new Event.LookedUp(ticket, new Lookup.Absent()));
      nothingElse();
      ticket = ask();
    }
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    assertTrue(commanded.stream().noneMatch(Command.Begin.class::isInstance), "once is not enough");
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.NotSent("refused"), 1));
    pass(IN_DOUBT_BOUND);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    next(Command.Begin.class);
  }

  @Test
  void answerOfSomethingOnTheWayMakesNoDeadLetter() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Intercepted("status 401"), 20));

    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
  }

  @Test
  void whileSomethingElseAnswersItsNotThereFreesNothing() {
    inDoubt(sent());
    pass(IN_DOUBT_BOUND + 100);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.NotSent("refused"), 1));
    core.monitors().getFirst().sent(now);
    core.monitors().getFirst().answered(new Outcome.Intercepted("status 404"), 1, now);
    pass(1_000);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));

    assertTrue(commanded.stream().noneMatch(Command.Begin.class::isInstance), commanded::toString);
  }

  @Test
  void burstOfRefusalsIsAboutTheProcessor() {
    for (int payment = 1; payment <= 3; payment++) {
      refused(payment);
      happens(new Event.Written(next(Command.GiveUp.class).ticket(), WriteResult.DONE));
    }
    assertFalse(core.monitors().getFirst().down());

    refused(4);

    Command.Find find = next(Command.Find.class);
    assertTrue(core.monitors().getFirst().down());
    assertEquals(
        List.of(
            "processor default counts as down: it refuses every payment: 400 no; payments wait or"
                + " go elsewhere, single ones test it"),
        notices);
    happens(new Event.LookedUp(find.ticket(), new Lookup.Absent()));
    assertTrue(
        commanded.stream().noneMatch(Command.GiveUp.class::isInstance), () -> "held: " + commanded);
    assertEquals(1, core.heldCount());
  }

  /** A payment that is wrong would be the only one that tests the processor, for ever. */
  @Test
  void processorThatRefusedAPaymentIsTestedWithAnother() {
    for (int payment = 1; payment <= 3; payment++) {
      refused(payment);
      happens(new Event.Written(next(Command.GiveUp.class).ticket(), WriteResult.DONE));
    }
    refused(4);
    long ticket = next(Command.Find.class).ticket();
    anotherPaymentIsAnswered();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Clear.class);
    happens(new Event.Written(4, WriteResult.DONE));
    happens(new Event.Taken(List.of(claimOf(5, 1_990))));
    commanded.clear();
    pass(400);

    Command.Begin test = assertInstanceOf(Command.Begin.class, commanded.getFirst());
    assertEquals("default", test.write().intent().processor());
    assertEquals(new UUID(3, 5), test.write().claim().payment().correlationId());
  }

  @Test
  void successBetweenRefusalsMakesEachOfThemOneOfThePayment() {
    for (int payment = 1; payment <= 20; payment++) {
      if (payment % 3 == 0) {
        happens(new Event.Answered(sent(payment), new Outcome.Executed(), 20));
        happens(new Event.Written(next(Command.Settle.class).ticket(), WriteResult.DONE));
      } else {
        refused(payment);
        happens(new Event.Written(next(Command.GiveUp.class).ticket(), WriteResult.DONE));
      }
    }
    assertEquals(List.of(), notices);
  }

  private void refused(int payment) {
    happens(new Event.Answered(sent(payment), new Outcome.Rejected(400, "no"), 20));
  }

  private long sent(int payment) {
    pass(50);
    happens(new Event.Taken(List.of(claimOf(payment, 1_990))));
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
    return next(Command.Send.class).ticket();
  }

  @Test
  void outageIsToldWhenItBeginsAndWhenItEnds() {
    for (int payment = 1; payment <= 3; payment++) {
      happens(new Event.Taken(List.of(claimOf(payment, 1_990))));
      happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
      long ticket = next(Command.Send.class).ticket();
      happens(new Event.Answered(ticket, new Outcome.Intercepted("status 401"), 1));
      next(Command.Doubt.class);
    }
    assertEquals(
        List.of(
            "processor default counts as down: status 401 from something on the way; payments wait"
                + " or go elsewhere, single ones test it"),
        notices);

    ProcessorMonitor monitor = core.monitors().getFirst();
    monitor.sent(now + 2_000);
    monitor.answered(new Outcome.Executed(), 5, now + 2_000);
    now += 2_000;
    decide();
    assertEquals("processor default works again after 2000 ms", notices.getLast());
    assertEquals(2, notices.size());
  }

  @ParameterizedTest
  @CsvSource({
    "1990, -62135596800000",
    "1990, 9223372036854775807",
    "-1, 1752600000000",
    "9223372036854775807, 1752600000000"
  })
  void nonsenseIsNoAnswer(long cents, long requestedAtMillis) {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Duplicate(), 20));
    next(Command.Find.class);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Found(cents, requestedAtMillis)));

    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
    happens(new Event.Written(send.ticket(), WriteResult.DONE));
    for (int i = 0; i < 20; i++) {
      happens(new Event.LookedUp(ask(), new Lookup.Found(cents, requestedAtMillis)));
      nothingElse();
    }
    long told = notices.stream().filter(notice -> notice.contains("nonsense")).count();
    assertTrue(told >= 2 && told <= (now - START) / 10_000 + 1, () -> told + ": " + notices);
  }

  @Test
  void paymentInDoubtIsNotSentAgainWithoutItsClaim() {
    inDoubt(sent());
    pass(400);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.CLAIM_LOST));

    nothingElse();
    assertEquals(0, core.heldCount());
  }

  @Test
  void failureAfterADoubtDoesNotFreeThePayment() {
    inDoubt(sent());
    pass(400);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.Failed(500), 20));

    nothingElse();
    assertEquals(ticket, ask());
  }

  /** The attempt before may have been executed, and then a dead letter would be paid. */
  @Test
  void rejectionAfterADoubtGivesNothingUp() {
    inDoubt(sent());
    pass(400);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.Rejected(400, "no"), 20));

    nothingElse();
    assertEquals(ticket, ask());
  }

  @Test
  void claimThatIsLostWhileTheIntentIsWrittenSendsNothing() {
    taken();
    long ticket = next(Command.Begin.class).ticket();
    happens(new Event.Renewed(List.of(ticket)));
    happens(new Event.Written(ticket, WriteResult.DONE));

    nothingElse();
    assertEquals(0, core.heldCount());
    assertEquals(0, core.monitors().getFirst().inFlight());
  }

  @Test
  void claimThatIsLostBeforeASendIsRepeatedSendsNothing() {
    inDoubt(sent());
    pass(400);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Renewed(List.of(ticket)));
    happens(new Event.Written(ticket, WriteResult.DONE));

    nothingElse();
    assertEquals(0, core.heldCount());
  }

  /** Four are prefetched: with two times as many a few slow answers would stop everything. */
  @Test
  void doubtsLeaveRoomForWorkUntilSixteenTimesAsManyAreHeldAsArePrefetched() {
    int held = 0;
    while (takesMoreWith(++held)) {
      assertTrue(held < 1_000, "there is no bound");
    }
    assertEquals(16 * 4, held);
  }

  /** Takes one more payment that is in doubt, and tells whether more are asked for. */
  private boolean takesMoreWith(int number) {
    Payment payment = new Payment(new UUID(3, number), new Money(1990), START);
    PaymentState doubt = new PaymentState.InDoubt(new Intent("default", START), START);
    core.on(
        new Event.Taken(List.of(new Claim("1/" + number, 1, payment, doubt, History.EMPTY))),
        at(now));
    return !takes(core.decide(at(now))).isEmpty();
  }

  @Test
  void absenceFreesThePaymentWhenNothingCanBeOnItsWayAnyMore() {
    inDoubt(sent());
    absentForABound();

    assertEquals(now, next(Command.Begin.class).write().intent().requestedAtMillis());
  }

  /** It is not there when that can be believed, cannot be sent again, and is not there later. */
  private long absentForABound() {
    pass(IN_DOUBT_BOUND + 100);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    next(Command.Doubt.class);
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.NotSent("refused"), 1));
    pass(IN_DOUBT_BOUND);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    return ticket;
  }

  /** Something else answers look-ups for longer than the bound. */
  @Test
  void absenceThatHoldsForABoundFreesNothingWhereNothingIsFound() {
    answersTake(30);
    Command.Send send = inDoubt(sent());
    long ticket = absentForABound();

    assertEquals(ticket, next(Command.Find.class).ticket(), "of one that it has");
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    assertEquals(send.intent(), next(Command.Doubt.class).write().intent(), "sent again");
  }

  /** The simulation found this: its first question after a stall was answered by something else. */
  @Test
  void oneAbsenceAfterALongSilenceFreesNothing() {
    Command.Send send = inDoubt(sent());
    pass(IN_DOUBT_BOUND + 100);
    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));

    assertEquals(
        send.intent(), next(Command.Doubt.class).write().intent(), "sent again, not freed");
    happens(new Event.Written(ticket, WriteResult.DONE));
    next(Command.Send.class);
    happens(new Event.Answered(ticket, new Outcome.Intercepted("status 404"), 20));
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    nothingElse();
  }

  /** The simulation found this: the worker stood still between the question and the answer. */
  @Test
  void absenceIsJudgedByWhenTheProcessorWasAsked() {
    inDoubt(sent());
    pass(400);
    long ticket = ask();
    pass(IN_DOUBT_BOUND);
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));

    assertInstanceOf(Command.Doubt.class, next(Command.class), "sent again, not freed");
  }

  @Test
  void paymentOfADeadWorkerIsInDoubtWhereItWasSent() {
    Intent intent = new Intent("fallback", START - 50);
    happens(new Event.TakenOver(List.of(claim(new PaymentState.Sending(intent)))));

    Command.Doubt doubt = next(Command.Doubt.class);
    assertEquals(intent, doubt.write().intent());
    happens(new Event.Written(doubt.ticket(), WriteResult.DONE));
    pass(1);
    assertEquals("fallback", next(Command.Find.class).processor());
  }

  @Test
  void paymentThatWaitsIsDroppedWithItsClaim() {
    Command.Send send = inDoubt(sent());
    happens(new Event.Renewed(List.of(send.ticket())));

    assertEquals(0, core.heldCount());
  }

  @Test
  void whatIsLearnedAfterTheClaimWasLostIsStillRecorded() {
    Command.Send send = sent();
    happens(new Event.Renewed(List.of(send.ticket())));
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 20));

    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void settlementIsRepeatedUntilTheStoreAnswers() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 20));
    Command.Settle settle = next(Command.Settle.class);
    happens(new Event.WriteFailed(settle.ticket()));
    nothingElse();

    pass(250);
    assertEquals(settle, next(Command.Settle.class));
  }

  /** Whether the store has the intent is not known: another one may not be written over it. */
  @Test
  void beginWithoutAnAnswerIsRepeatedAsItWas() {
    taken();
    Command.Begin begin = next(Command.Begin.class);
    happens(new Event.WriteFailed(begin.ticket()));
    nothingElse();
    assertEquals(0, core.monitors().getFirst().inFlight());

    pass(250);
    assertEquals(begin, next(Command.Begin.class));
    assertEquals(1, core.monitors().getFirst().inFlight());
    happens(new Event.Written(begin.ticket(), WriteResult.DONE));
    assertEquals(begin.write().intent(), next(Command.Send.class).intent());
  }

  @Test
  void everyWriteSaysWhatTheOnesBeforeHaveWritten() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.NotSent("refused"), 1));
    Command.Begin second = next(Command.Begin.class);
    assertEquals(new PaymentState.Sending(send.intent()), second.write().claim().state());
    happens(new Event.Written(second.ticket(), WriteResult.DONE));

    Command.Send again = next(Command.Send.class);
    assertEquals(second.write().intent(), again.intent());
    happens(new Event.Answered(again.ticket(), new Outcome.Rejected(400, "no"), 1));
    Claim givenUp = next(Command.GiveUp.class).write().claim();
    assertEquals(new PaymentState.Sending(again.intent()), givenUp.state());
    assertEquals(second.write().history(), givenUp.history());
  }

  @Test
  void paymentThatIsHandedOutOnceMoreGoesOnAsItIs() {
    Command.Send send = sent();
    taken();
    nothingElse();
    assertEquals(1, core.heldCount());

    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 20));
    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void laterClaimOnAPaymentEndsTheEarlierOne() {
    Command.Send send = sent();
    happens(
        new Event.TakenOver(
            List.of(
                new Claim(
                    "1/2", 1, PAYMENT, new PaymentState.Sending(send.intent()), History.EMPTY))));
    Command.Doubt doubt = next(Command.Doubt.class);
    assertEquals(2, core.heldCount());

    happens(new Event.Answered(send.ticket(), new Outcome.NotSent("refused"), 20));
    nothingElse();
    assertEquals(1, core.heldCount());
    happens(new Event.Written(doubt.ticket(), WriteResult.DONE));
    assertEquals(doubt.ticket(), ask());
  }

  /**
   * The queue was set back: somebody else may have had the payment meanwhile, and sent it again.
   */
  @Test
  void doubtfulPaymentThatIsHandedOutOnceMoreIsNotMovedByWhatWasKnownBefore() {
    Claim claim = claimOf(1, 1_990);
    happens(new Event.Taken(List.of(claim)));
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
    Command.Send send = next(Command.Send.class);
    happens(new Event.Answered(send.ticket(), new Outcome.Unknown("timeout"), 1_000));
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.DONE));
    assertEquals(send.ticket(), ask());

    happens(new Event.Taken(List.of(claim)));
    Command.Begin begin = next(Command.Begin.class);
    assertEquals(claim, begin.write().claim());
    happens(new Event.Written(begin.ticket(), WriteResult.CLAIM_LOST));
    pass(60_000);
    happens(new Event.LookedUp(send.ticket(), new Lookup.Absent()));

    nothingElse();
    assertEquals(0, core.heldCount());
  }

  /** Otherwise what is settled would be missing in summaries long after its partition is back. */
  @Test
  void writeOfAPartitionThatDoesNotAnswerIsRepeatedSoonHoweverOftenAndNothingElseWaits() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 20));
    Command.Settle settle = next(Command.Settle.class);

    for (int i = 0; i < 10; i++) {
      happens(new Event.Written(settle.ticket(), WriteResult.NO_ANSWER));
      pass(199);
      nothingElse();
      pass(1);
      assertEquals(settle, next(Command.Settle.class));
    }
    happens(new Event.Written(settle.ticket(), WriteResult.NO_ANSWER));
    happens(new Event.Taken(List.of(claimOf(2, 1_990))));
    Command.Begin begin = next(Command.Begin.class);
    happens(new Event.Written(begin.ticket(), WriteResult.NO_ANSWER));

    assertEquals(0, core.monitors().getFirst().inFlight(), "it is not sent");
    assertEquals(0, core.refusedWrites());
    assertEquals(2, core.heldCount());
  }

  @Test
  void writeThatTheStoreCannotDoIsRepeatedEverMoreRarelyAndNothingElseWaits() {
    Command.Send send = sent();
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 20));
    Command.Settle settle = next(Command.Settle.class);
    happens(new Event.Written(settle.ticket(), WriteResult.REFUSED));
    assertEquals(1, core.refusedCount());

    happens(new Event.Taken(List.of(claimOf(2, 1_990))));
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
    Command.Send other = next(Command.Send.class);
    happens(new Event.Answered(other.ticket(), new Outcome.Executed(), 20));
    happens(new Event.Written(next(Command.Settle.class).ticket(), WriteResult.DONE));

    pass(999);
    nothingElse();
    pass(1);
    assertEquals(settle, next(Command.Settle.class));
    happens(new Event.Written(settle.ticket(), WriteResult.REFUSED));
    pass(1_999);
    nothingElse();
    pass(1);
    assertEquals(settle, next(Command.Settle.class));
    assertEquals(2, core.refusedWrites());

    happens(new Event.Written(settle.ticket(), WriteResult.DONE));
    assertEquals(0, core.refusedCount());
  }

  @Test
  void pausedWorkerBeginsNothing() {
    happens(new Event.Quiesce());
    taken();
    nothingElse();
    assertTrue(core.quiet());

    happens(new Event.Resume());
    next(Command.Begin.class);
  }

  @Test
  void paymentsOfAnEarlierGenerationAreForgotten() {
    happens(new Event.Quiesce());
    taken();
    happens(new Event.Purged(2));

    assertEquals(0, core.heldCount());
  }

  @Test
  void stoppingWorkerReleasesWhatIsNotInFlight() {
    Command.Send send = sent();
    happens(new Event.Stop());
    nothingElse();

    happens(new Event.Answered(send.ticket(), new Outcome.NotSent("refused"), 1));
    assertEquals(1, next(Command.Release.class).claims().size());
    assertEquals(0, core.heldCount());
  }

  @Test
  void impatientPaymentGoesToTheDearProcessorWhileTheCheapOneIsDown() {
    for (int i = 0; i < 3; i++) {
      core.monitors().getFirst().sent(now);
      core.monitors().getFirst().answered(new Outcome.Failed(500), 1, now);
    }
    taken();
    nothingElse();

    pass(501);
    Command.Begin begin = next(Command.Begin.class);
    if (begin.write().intent().processor().equals("default")) {
      // It tested whether the cheap one works again; it does not.
      happens(new Event.Written(begin.ticket(), WriteResult.DONE));
      next(Command.Send.class);
      happens(new Event.Answered(begin.ticket(), new Outcome.NotSent("refused"), 1));
      begin = next(Command.Begin.class);
    }
    assertEquals("fallback", begin.write().intent().processor());
  }

  @Test
  void restartedWorkerSendsNothingBeforeItHasLookedForPauses() {
    ExecutionCore restarted = newCore();
    assertTrue(restarted.decide(at(now)).contains(new Command.ReadPauses()));
    restarted.on(new Event.Taken(List.of(claim(new PaymentState.Queued()))), at(now));
    assertEquals(List.of(), begins(restarted.decide(at(now))));
    assertTrue(restarted.wakeAtMillis() > now, "it waits for the answer");

    restarted.on(new Event.PausesUnread(), at(now));
    assertEquals(List.of(), begins(restarted.decide(at(now))));
    assertEquals(now + 200, restarted.wakeAtMillis());

    restarted.on(new Event.PausesRead(paused(QUEUE)), at(now + 201));
    assertEquals(List.of(), begins(restarted.decide(at(now + 201))));
  }

  /** An operator who has waited for so long may say what became of a payment. */
  @Test
  void nothingIsBegunOnceItIsNotKnownAnyMoreWhatIsPaused() {
    read = Optional.empty();
    pass(Pauses.VALID_FOR_MILLIS + 1);
    taken();
    pass(1_000);
    nothingElse();

    read = Optional.of(Pauses.NONE);
    pass(200);
    assertEquals(1, next(Command.Begin.class).write().history().steps().size(), "not held");
  }

  @Test
  void nothingIsTakenOnceItIsNotKnownAnyMoreWhatIsPaused() {
    ExecutionCore unanswered = newCore();
    unanswered.decide(at(now));
    unanswered.on(new Event.PausesRead(Pauses.NONE), at(now));
    assertEquals(1, takes(unanswered.decide(at(now))).size());

    long late = now + Pauses.VALID_FOR_MILLIS + 1;
    unanswered.on(new Event.Taken(List.of()), at(late));
    assertEquals(List.of(), takes(unanswered.decide(at(late))));
    unanswered.on(new Event.PausesUnread(), at(late));
    assertTrue(unanswered.wakeAtMillis() > late, "it waits before it looks again");
  }

  /** Until it is of use again, and then for as long as it may not send either. */
  @Test
  void workerThatHasToAskEverywhereWaitsForIt() {
    read = Optional.empty();
    pass(100);
    happens(new Event.Told(0, new Era(1, true, false), 0));
    happens(new Event.Told(1, new Era(2, false, false), 0));
    happens(new Event.Told(2, new Era(2, false, false), 0));
    Claim claim = new Claim("1/1", 1, 2, PAYMENT, START, new PaymentState.Queued(), History.EMPTY);
    happens(new Event.Taken(List.of(claim)));
    while (!commanded.isEmpty()) {
      happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    }

    for (long end = now + 2 * IN_DOUBT_BOUND; now < end; pass(50)) {
      nothingElse();
      assertTrue(core.wakeAtMillis() > now, () -> "due at once, after " + (now - START) + " ms");
    }
    read = Optional.of(Pauses.NONE);
    ask();
  }

  @Test
  void requestDoesNotLeaveOnceItIsNotKnownAnyMoreWhatIsPaused() {
    read = Optional.empty();
    pass(Pauses.VALID_FOR_MILLIS - 100);
    assertEquals(at(START + Pauses.VALID_FOR_MILLIS), sent().notAfter());
  }

  /** The simulation found this: its operator had said meanwhile that it was not executed. */
  @Test
  void paymentInDoubtIsNotSentAgainOnceItIsNotKnownAnyMoreWhatIsPaused() {
    read = Optional.empty();
    pass(3_000);
    inDoubt(sent());
    long ticket = ask();
    pass(START + Pauses.VALID_FOR_MILLIS + 1 - now);
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    nothingElse();

    read = Optional.of(Pauses.NONE);
    pass(200);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    next(Command.Doubt.class);
  }

  @Test
  void whatIsReadOfPausesIsAsOldAsTheQuestion() {
    ExecutionCore asking = newCore();
    assertTrue(asking.decide(at(now)).contains(new Command.ReadPauses()));
    asking.on(new Event.PausesRead(Pauses.NONE), at(now + 3_000));
    asking.decide(at(now + Pauses.VALID_FOR_MILLIS));

    long late = now + Pauses.VALID_FOR_MILLIS + 1;
    asking.on(new Event.Taken(List.of(claim(new PaymentState.Queued()))), at(late));
    assertEquals(List.of(), begins(asking.decide(at(late))));
  }

  @Test
  void pauseThatIsSeenBeforeTheRequestLeavesKeepsItBack() {
    taken();
    long ticket = next(Command.Begin.class).ticket();
    happens(new Event.PausesRead(paused(DEFAULT)));
    happens(new Event.Written(ticket, WriteResult.DONE));

    assertTrue(at(now).perhapsAfter(next(Command.Send.class).notAfter()));
    happens(new Event.TooLate(ticket));
    happens(new Event.Written(next(Command.Clear.class).ticket(), WriteResult.DONE));
    nothingElse();

    happens(new Event.PausesRead(Pauses.NONE));
    assertEquals("default", next(Command.Begin.class).write().intent().processor());
  }

  @Test
  void pausesAreLookedForOnceASecond() {
    ExecutionCore watching = newCore();
    long looks = 0;
    for (long at = now; at < now + 10_000; at += 10) {
      if (watching.decide(at(at)).contains(new Command.ReadPauses())) {
        looks++;
        watching.on(new Event.PausesRead(Pauses.NONE), at(at));
      }
    }
    assertEquals(10, looks);
  }

  @Test
  void pausedQueueHoldsEveryPaymentAndSaysSo() {
    happens(new Event.PausesRead(paused(QUEUE)));
    taken();
    pass(200);
    nothingElse();

    happens(new Event.PausesRead(Pauses.NONE));

    History history = next(Command.Begin.class).write().history();
    assertEquals(Reason.HOLD_PAUSED, firstHold(history));
    assertEquals(1, core.decisions().get(Reason.HOLD_PAUSED));
  }

  /** Who pauses the queue may want to raise the bound before anything is given up. */
  @Test
  void nothingIsGivenUpForItsAgeBeforeThePauseIsOver() {
    happens(new Event.PausesRead(paused(QUEUE)));
    taken();
    pass(MAX_AGE + 1);
    nothingElse();

    happens(new Event.PausesRead(Pauses.NONE));
    next(Command.GiveUp.class);
  }

  @Test
  void pausedQueueIsNotTakenFrom() {
    ExecutionCore watching = newCore();
    watching.decide(at(now));
    watching.on(new Event.PausesRead(paused(QUEUE)), at(now));
    assertEquals(List.of(), takes(watching.decide(at(now))));
    assertTrue(watching.wakeAtMillis() > now);

    watching.on(new Event.PausesRead(Pauses.NONE), at(now + 1_000));
    assertEquals(1, takes(watching.decide(at(now + 1_000))).size());
  }

  /** Nobody held it, so nobody else could say why it had to wait. */
  @Test
  void paymentThatWaitedInAPausedQueueSaysSo() {
    happens(new Event.PausesRead(paused(QUEUE)));
    pass(5_000);
    happens(new Event.PausesRead(Pauses.NONE));
    taken();

    assertEquals(Reason.HOLD_PAUSED, firstHold(next(Command.Begin.class).write().history()));
  }

  @Test
  void paymentOfAClientThatWaitedInAPausedQueueSaysSoToo() {
    happens(new Event.PausesRead(paused(QUEUE)));
    pass(5_000);
    happens(new Event.PausesRead(Pauses.NONE));
    Optional<ClientName> client = Optional.of(new ClientName("shop"));
    History offered = History.offered(Optional.empty(), client);
    happens(
        new Event.Taken(List.of(new Claim("1/1", 1, PAYMENT, new PaymentState.Queued(), offered))));

    History history = next(Command.Begin.class).write().history();
    assertEquals(Reason.HOLD_PAUSED, firstHold(history));
    assertEquals(client, history.client());
  }

  @Test
  void pausedProcessorIsSentNothingAndPaymentsGoElsewhereWhenPatienceIsOver() {
    happens(new Event.PausesRead(paused(DEFAULT)));
    taken();
    for (int i = 0; i < 49; i++) {
      pass(10);
      nothingElse();
    }

    pass(10);
    WorkQueue.Begin begin = next(Command.Begin.class).write();
    assertEquals("fallback", begin.intent().processor());
    assertEquals(Reason.HOLD_PAUSED, firstHold(begin.history()));
  }

  @Test
  void resumedProcessorIsUsedAgain() {
    happens(new Event.PausesRead(paused(DEFAULT)));
    taken();
    nothingElse();

    happens(new Event.PausesRead(Pauses.NONE));

    assertEquals("default", next(Command.Begin.class).write().intent().processor());
    assertEquals(16, core.monitors().getFirst().limit(now), "at the pace of a recovery");
  }

  @Test
  void pausedProcessorIsAskedForPaymentsInDoubtButNotSentThemAgain() {
    inDoubt(sent());
    happens(new Event.PausesRead(paused(DEFAULT)));
    long ticket = askedUntilTheBound();

    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    nothingElse();
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    nothingElse();
    pass(IN_DOUBT_BOUND);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    assertEquals("fallback", next(Command.Begin.class).write().intent().processor());
  }

  /** Each further attempt there once put off for ever what frees the payment for another. */
  @ParameterizedTest
  @MethodSource
  void paymentInDoubtIsFreedThoughItsProcessorKeepsFailing(Outcome always) {
    core = newCore(new Waiting.AtMost(Duration.ofMillis(500)), PART, PART, 0, 0);
    start();
    inDoubt(sent());
    boolean left = false;
    while (!left) {
      assertTrue(now - START < 20 * IN_DOUBT_BOUND, "it is still bound to it");
      if (commanded.isEmpty()) {
        pass(Math.max(1, core.wakeAtMillis() - now));
        continue;
      }
      switch (commanded.removeFirst()) {
        case Command.Find find -> happens(new Event.LookedUp(find.ticket(), new Lookup.Absent()));
        case Command.Doubt doubt -> happens(new Event.Written(doubt.ticket(), WriteResult.DONE));
        case Command.Send send -> happens(new Event.Answered(send.ticket(), always, 1));
        case Command.Clear clear -> happens(new Event.Written(clear.ticket(), WriteResult.DONE));
        case Command.Begin _ -> left = true;
        case Command other -> throw new AssertionError("unexpected: " + other);
      }
    }
  }

  static List<Outcome> paymentInDoubtIsFreedThoughItsProcessorKeepsFailing() {
    return List.of(new Outcome.Failed(500), new Outcome.Unknown("status 503"));
  }

  /** Something else may have begun to answer for it, which its answer to a payment disproves. */
  @Test
  void absenceIsBelievedSoonerOfAProcessorThatHasAnsweredItself() {
    inDoubt(sent());
    happens(new Event.PausesRead(paused(DEFAULT)));
    long ticket = askedUntilTheBound();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    nothingElse();

    anotherPaymentIsAnswered();
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));

    assertEquals("fallback", next(Command.Begin.class).write().intent().processor());
  }

  @Test
  void paymentWhoseAnswerIsLateIsSettledAsSoonAsTheProcessorHasIt() {
    answersTake(30);
    Command.Send send = sent();
    pass(29);
    nothingElse();
    pass(1);
    Command.Find find = next(Command.Find.class);
    happens(
        new Event.LookedUp(
            find.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));

    Command.Settle settle = next(Command.Settle.class);
    assertEquals(send.intent(), settle.write().intent());
    happens(new Event.Written(settle.ticket(), WriteResult.DONE));
    assertEquals(0, core.heldCount());
  }

  @Test
  void answerThatComesAfterThePaymentWasFoundChangesNothing() {
    answersTake(30);
    Command.Send send = sent();
    pass(30);
    Command.Find find = next(Command.Find.class);
    happens(
        new Event.LookedUp(
            find.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));
    next(Command.Settle.class);
    assertEquals(1, core.monitors().getFirst().inFlight());

    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 5_000));

    nothingElse();
    assertEquals(0, core.monitors().getFirst().inFlight());
  }

  /** Somebody else sent the same attempt. */
  @Test
  void questionThatIsOutWhenASendProvesTooLateIsWaitedFor() {
    answersTake(30);
    Command.Send send = sent();
    happens(new Event.Renewed(List.of(send.ticket())));
    pass(30);
    Command.Find find = next(Command.Find.class);
    happens(new Event.TooLate(send.ticket()));
    nothingElse();
    assertEquals(0, core.monitors().getFirst().inFlight());
    happens(
        new Event.LookedUp(
            find.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));

    Command.Settle settle = next(Command.Settle.class);
    happens(new Event.Written(settle.ticket(), WriteResult.ALREADY_SETTLED));
    assertEquals(0, core.heldCount());
  }

  @Test
  void earlyNotThereConcludesNothingAndIsNotAskedForLong() {
    answersTake(30);
    Command.Send send = sent();
    int asked = 0;
    for (int millis = 0; millis < 900; millis++) {
      pass(1);
      if (!commanded.isEmpty()) {
        asked++;
        happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
      }
      nothingElse();
    }
    assertEquals(3, asked);

    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), 900));
    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void failureAfterAnEarlyNotThereIsAskedAboutAnew() {
    answersTake(30);
    Command.Send send = sent();
    pass(30);
    Command.Find early = next(Command.Find.class);
    happens(new Event.Answered(send.ticket(), new Outcome.Failed(500), 31));
    nothingElse();
    happens(new Event.LookedUp(early.ticket(), new Lookup.Absent()));

    Command.Find anew = next(Command.Find.class);
    happens(
        new Event.LookedUp(
            anew.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));
    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void earlyQuestionAnsweredAfterTheRequestStillSettles() {
    answersTake(30);
    Command.Send send = sent();
    pass(30);
    Command.Find early = next(Command.Find.class);
    happens(new Event.Answered(send.ticket(), UNKNOWN, 31));
    nothingElse();

    happens(
        new Event.LookedUp(
            early.ticket(), new Lookup.Found(1990, send.intent().requestedAtMillis())));
    assertEquals(send.intent(), next(Command.Settle.class).write().intent());
  }

  @Test
  void resetIsAskedAboutAtOnceIfAnAnswerCouldHaveCome() {
    answersTake(30);
    answersTake(50);
    Command.Send send = sent();
    pass(30);
    happens(new Event.Answered(send.ticket(), UNKNOWN, 30));

    Command.Find find = next(Command.Find.class);
    happens(new Event.LookedUp(find.ticket(), new Lookup.Absent()));
    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
  }

  @Test
  void resetThatComesSoonerIsAskedAboutWhenAnAnswerWouldBeDue() {
    answersTake(100);
    Command.Send send = sent();
    pass(5);
    happens(new Event.Answered(send.ticket(), UNKNOWN, 5));
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.DONE));
    pass(95);
    nothingElse();

    pass(1);
    next(Command.Find.class);
  }

  @Test
  void paymentThatIsNotThereWhenItsAnswerIsDueIsSentAgain() {
    answersTake(400);
    Command.Send send = sent();
    pass(5);
    happens(new Event.Answered(send.ticket(), UNKNOWN, 5));
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.DONE));
    pass(401);

    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
  }

  /** It would say the same, and what comes of the request is its own word. */
  @Test
  void paymentThatWasNotThereWhenItsAnswerWasDueIsSentAgainWithoutAskingOnceMore() {
    answersTake(100);
    Command.Send send = sent();
    pass(5);
    happens(new Event.Answered(send.ticket(), UNKNOWN, 5));
    happens(new Event.Written(next(Command.Doubt.class).ticket(), WriteResult.DONE));
    pass(96);
    happens(new Event.LookedUp(next(Command.Find.class).ticket(), new Lookup.Absent()));
    pass(180);
    nothingElse();

    pass(100);
    assertEquals(send.intent(), next(Command.Doubt.class).write().intent());
  }

  @Test
  void processorThatBecomesSlowerIsNotAskedAboutEverything() {
    answersTake(30);
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Payment payment = new Payment(new UUID(2, i), new Money(100), now);
      claims.add(new Claim("2/" + i, 1, payment, new PaymentState.Queued(), History.EMPTY));
    }
    happens(new Event.Taken(claims));
    List<Command> begun = List.copyOf(commanded);
    commanded.clear();
    begun.forEach(
        begin -> happens(new Event.Written(((Command.Begin) begin).ticket(), WriteResult.DONE)));
    assertEquals(12, commanded.size());
    commanded.clear();

    int asked = 0;
    for (int millis = 0; millis < 900; millis++) {
      pass(1);
      List<Command> finds = List.copyOf(commanded);
      commanded.clear();
      asked += finds.size();
      finds.forEach(
          find -> happens(new Event.LookedUp(((Command.Find) find).ticket(), new Lookup.Absent())));
    }
    assertEquals(8, asked);
  }

  @Test
  void wallClockThatJumpsForwardFreesNoPaymentInDoubt() {
    inDoubt(sent());
    wallAheadMillis = 10 * IN_DOUBT_BOUND;

    long ticket = ask();
    happens(new Event.LookedUp(ticket, new Lookup.Absent()));

    assertTrue(
        commanded.stream().noneMatch(Command.Begin.class::isInstance),
        () -> "it is not taken elsewhere: " + commanded);
  }

  @Test
  void permissionToSendEndsHalfAClaimTimeoutAfterItWasDecidedOnEitherClock() {
    taken();
    wallAheadMillis = 10 * CLAIM_TIMEOUT;
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));

    Now last = new Now(now + CLAIM_TIMEOUT / 2, now + CLAIM_TIMEOUT / 2);
    assertEquals(last, next(Command.Send.class).notAfter());
    assertFalse(last.perhapsAfter(last));
    assertTrue(new Now(last.monotonicMillis() + 1, 0).perhapsAfter(last));
    assertTrue(new Now(0, last.wallMillis() + 1).perhapsAfter(last), "a suspended machine");
  }

  @Test
  void wallClockThatJumpsForwardGivesNothingUpThatIsHeld() {
    happens(new Event.PausesRead(paused(QUEUE)));
    taken();
    wallAheadMillis = 10 * MAX_AGE;
    happens(new Event.PausesRead(Pauses.NONE));

    next(Command.Begin.class);
  }

  @Test
  void wallClockThatJumpsBackStopsNothing() {
    inDoubt(sent());
    wallAheadMillis = -3_600_000;
    long wake = core.wakeAtMillis();
    assertTrue(wake - now <= CLAIM_TIMEOUT / 4, "no timer waits for the wall clock");

    long ticket = ask();
    now += CLAIM_TIMEOUT / 4;
    assertTrue(
        core.decide(at(now)).stream().anyMatch(Command.Renew.class::isInstance),
        "claims are renewed");
    happens(new Event.LookedUp(ticket, new Lookup.Found(1_990, START)));
    next(Command.Settle.class);
  }

  @Test
  void paymentThatSeemsToComeFromTheFutureIsSentAtOnce() {
    wallAheadMillis = -3_600_000;
    taken();

    assertEquals(
        new Intent("default", now - 3_600_000), next(Command.Begin.class).write().intent());
  }

  @Test
  void pausedQueueSendsNoPaymentInDoubtAgain() {
    inDoubt(sent());
    happens(new Event.PausesRead(paused(QUEUE)));
    long ticket = askedUntilTheBound();

    happens(new Event.LookedUp(ticket, new Lookup.Absent()));
    nothingElse();
    pass(IN_DOUBT_BOUND);
    happens(new Event.LookedUp(ask(), new Lookup.Absent()));
    next(Command.Clear.class);
  }

  @Test
  void paymentThatWaitsHoldsBackNoneBehindItThatWouldBeSent() {
    ExecutionCore byAmount = newCore(Fee.parse("0.05"), Fee.parse("0.15; from 100.00: 0.01"));
    byAmount.decide(at(now));
    byAmount.on(new Event.PausesRead(paused(DEFAULT)), at(now));
    byAmount.on(new Event.Taken(List.of(claimOf(1, 1_990), claimOf(2, 1_990))), at(now));
    assertEquals(List.of(), begins(byAmount.decide(at(now))));

    byAmount.on(new Event.Taken(List.of(claimOf(3, 10_000))), at(now));

    Command.Begin begin =
        assertInstanceOf(Command.Begin.class, begins(byAmount.decide(at(now))).getFirst());
    assertEquals(10_000, begin.write().claim().payment().amount().cents());
    assertEquals("fallback", begin.write().intent().processor());
  }

  @Test
  void waitingPaymentIsExplainedInMoney() {
    ExecutionCore priced =
        newCore(Waiting.DEFAULT, Fee.parse("0.05"), Fee.parse("0.15; from 100.00: 0.14"));
    priced.on(new Event.PausesRead(paused(DEFAULT)), at(now));
    priced.on(new Event.Taken(List.of(claimOf(1, 1_990))), at(now));
    priced.decide(at(now));

    List<Quote> quotes = priced.quotes(new UUID(3, 1));

    assertEquals(List.of("default", "fallback"), quotes.stream().map(Quote::processor).toList());
    assertEquals(1_990L * 50_000, quotes.getFirst().feeMicroCents());
    assertEquals(1_990L * 50_000, quotes.getFirst().timeMicroCents(), "ten seconds at 0.5 %");
    assertEquals(List.of(), priced.quotes(new UUID(3, 2)), "one that does not wait here");
  }

  @Test
  void whatAPaymentWouldCostIsKnownWithoutOneThatWaits() {
    ExecutionCore priced = newCore(Waiting.DEFAULT, Fee.parse("0.05"), Fee.parse("0.15"));
    priced.decide(at(now));

    List<Quote> quotes = priced.quotes(new Money(10_000));

    assertEquals(List.of("default", "fallback"), quotes.stream().map(Quote::processor).toList());
    assertEquals(
        List.of(500_000_000L, 1_500_000_000L), quotes.stream().map(Quote::feeMicroCents).toList());
    assertEquals(0, quotes.getFirst().backlogMillis());
  }

  private static Claim claimOf(int number, long cents) {
    Payment payment = new Payment(new UUID(3, number), new Money(cents), START);
    return new Claim("1/" + number, 1, payment, new PaymentState.Queued(), History.EMPTY);
  }

  /** The monotonic clock and the wall clock agree until the latter is set. */
  private Now at(long millis) {
    return new Now(millis, millis + wallAheadMillis);
  }

  private static ExecutionCore newCore() {
    return newCore(Fee.parse("0.05"), Fee.parse("0.15"));
  }

  private static ExecutionCore newCore(Fee ofDefault, Fee ofFallback) {
    return newCore(new Waiting.AtMost(Duration.ofMillis(500)), ofDefault, ofFallback);
  }

  private static ExecutionCore newCore(Waiting waiting, Fee ofDefault, Fee ofFallback) {
    return newCore(waiting, ofDefault, ofFallback, 0);
  }

  private static ExecutionCore newCore(
      Waiting waiting, Fee ofDefault, Fee ofFallback, long lookUpLagMillis) {
    return newCore(waiting, ofDefault, ofFallback, lookUpLagMillis, MAX_AGE);
  }

  private static ExecutionCore newCore(
      Waiting waiting, Fee ofDefault, Fee ofFallback, long lookUpLagMillis, long maxAgeMillis) {
    return new ExecutionCore(
        new ExecutionSettings(4, CLAIM_TIMEOUT, IN_DOUBT_BOUND, maxAgeMillis, 2),
        new Router(
            List.of(
                ProcessorSettings.of("default", ofDefault).withLookUpLagMillis(lookUpLagMillis),
                ProcessorSettings.of("fallback", ofFallback).withLookUpLagMillis(lookUpLagMillis)),
            RoutingPolicy.cheapestInTime(waiting),
            new SplittableRandom(1)),
        new SplittableRandom(2));
  }

  /** Answers that the processor does not have the payment until that can be believed. */
  private long askedUntilTheBound() {
    long ticket = ask();
    while (now - START < IN_DOUBT_BOUND) {
      happens(new Event.LookedUp(ticket, new Lookup.Absent()));
      nothingElse();
      ticket = ask();
    }
    return ticket;
  }

  private static Pauses paused(PauseScope scope) {
    return new Pauses(List.of(new Pause(scope, START, "maintenance")));
  }

  private static Reason firstHold(History history) {
    return history.steps().stream()
        .filter(History.Step.Held.class::isInstance)
        .map(step -> ((History.Step.Held) step).reason())
        .findFirst()
        .orElseThrow();
  }

  private static List<Command> begins(List<Command> commands) {
    return commands.stream().filter(Command.Begin.class::isInstance).toList();
  }

  private static List<Command> takes(List<Command> commands) {
    return commands.stream().filter(Command.Take.class::isInstance).toList();
  }

  private static Claim claim(PaymentState state) {
    return new Claim("1/1", 1, PAYMENT, state, History.EMPTY);
  }

  private void taken() {
    happens(new Event.Taken(List.of(claim(new PaymentState.Queued()))));
  }

  private Command.Send sent() {
    taken();
    happens(new Event.Written(next(Command.Begin.class).ticket(), WriteResult.DONE));
    return next(Command.Send.class);
  }

  /** One payment is answered after so long, which is all that is known of the processor. */
  private void answersTake(long millis) {
    Command.Send send = sent();
    pass(millis);
    commanded.clear();
    happens(new Event.Answered(send.ticket(), new Outcome.Executed(), millis));
    happens(new Event.Written(next(Command.Settle.class).ticket(), WriteResult.DONE));
  }

  private Command.Send inDoubt(Command.Send send) {
    happens(new Event.Answered(send.ticket(), UNKNOWN, 100));
    Command.Doubt doubt = next(Command.Doubt.class);
    assertEquals(send.intent(), doubt.write().intent());
    happens(new Event.Written(send.ticket(), WriteResult.DONE));
    return send;
  }

  /** Lets time pass until the core asks the processor. */
  private long ask() {
    for (int i = 0; commanded.isEmpty() && i < 100; i++) {
      pass(Math.max(1, core.wakeAtMillis() - now));
    }
    return next(Command.Find.class).ticket();
  }

  private void pass(long millis) {
    now += millis;
    decide();
  }

  private void happens(Event event) {
    if (event instanceof Event.PausesRead(Pauses pauses)) {
      read = Optional.of(pauses);
    }
    core.on(event, at(now));
    decide();
  }

  private void decide() {
    List<Command> decided = new ArrayList<>(core.decide(at(now)));
    if (decided.contains(new Command.ReadPauses())) {
      core.on(read.<Event>map(Event.PausesRead::new).orElseGet(Event.PausesUnread::new), at(now));
      decided.addAll(core.decide(at(now)));
    }
    decided.stream()
        .filter(Command.Log.class::isInstance)
        .forEach(notice -> notices.add(((Command.Log) notice).message()));
    decided.stream()
        .filter(
            command ->
                !(command instanceof Command.Take
                    || command instanceof Command.TakeOver
                    || command instanceof Command.TakeBack
                    || command instanceof Command.Renew
                    || command instanceof Command.Log
                    || command instanceof Command.Tell
                    || command instanceof Command.Publish
                    || command instanceof Command.ReadPauses))
        .forEach(commanded::add);
  }

  private <C extends Command> C next(Class<C> kind) {
    assertEquals(1, commanded.size(), () -> "expected one " + kind + " but was " + commanded);
    return assertInstanceOf(kind, commanded.removeFirst());
  }

  private void nothingElse() {
    assertEquals(List.of(), commanded);
  }
}
