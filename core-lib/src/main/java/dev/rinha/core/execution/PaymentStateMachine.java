package dev.rinha.core.execution;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.routing.Router;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens next to one payment: its {@link Stage}, and what has come of the one thing that is
 * out for it, give the next stage and the command for the next thing.
 *
 * <pre>
 * stage             what comes               next
 * Waiting           (a decision to send)     Beginning
 * Beginning         written                  Sending
 * Sending           executed                 Settling
 *                   not sent, throttled      Waiting
 *                   failed                   Verifying, free if it is not there
 *                   rejected                 Burying; Verifying where all are rejected
 *                   duplicate                Verifying, with the time that is recorded there
 *                   intercepted, unknown     Verifying if that may help, else Doubting
 *                   late, and found          Settling
 * Verifying         found                    Settling, Correcting
 *                   not there, believed      Confirming
 *                   else                     Doubting
 * Confirming        its word                 Waiting
 *                   else                     Reclaiming, Doubting
 * Doubting          written                  InDoubt
 * InDoubt           its time has come        Asking; Reclaiming if it said "not there" just now
 * Asking            found                    Settling, Correcting
 *                   not there for long       Waiting, Confirming
 *                   not there, may be sent   Reclaiming
 *                   else                     InDoubt
 * Reclaiming        written                  Resending
 * Resending         executed                 Settling
 *                   duplicate                Asking
 *                   else                     InDoubt
 * AskingEverywhere  found                    Correcting
 *                   nowhere                  what it was before
 * Correcting        written                  Settling
 * Clearing          written                  Waiting
 * Settling, Burying written                  gone
 * any write         no answer, refused       the same, again
 * any write         claim lost               gone, and remembered
 * </pre>
 */
final class PaymentStateMachine {

  private static final long BUSY_MILLIS = 50;

  /**
   * How often one request is asked about while its answer is late: each time after twice as long.
   */
  private static final int MOST_ASKED_WHILE_LATE = 3;

  private static final Outcome NEVER_LEFT =
      new Outcome.NotSent("its first byte may not leave any more");

  private final CoreState state;
  private final HeldPayments held;
  private final Questions questions;
  private final StoreWriter writes;
  private final DoubtRules rules;
  private final ExecutionSettings settings;
  private final Router router;
  private final InDoubtPace pace;
  private final EraWatch eras;
  private final List<Command> commands;

  /** Where an answer is still to come for a payment that was found to be executed without it. */
  private final Map<Long, String> answersToCome = new HashMap<>();

  private long conflicts;
  private long refusedWrites;

  PaymentStateMachine(CoreState state, HeldPayments held, Questions questions, StoreWriter writes) {
    this.state = state;
    this.held = held;
    this.questions = questions;
    this.writes = writes;
    this.rules = new DoubtRules(state, questions);
    this.settings = state.settings;
    this.router = state.router;
    this.pace = state.pace;
    this.eras = state.eras;
    this.commands = state.commands;
  }

  /** Settlements that the store refused because the payment had been given to another attempt. */
  long conflicts() {
    return conflicts;
  }

  /** How often the store could not do a write, while it did others. */
  long refusedWrites() {
    return refusedWrites;
  }

  /**
   * Wakes those whose time has come; an alarm whose payment has moved on since is of no concern.
   */
  void wake(Now now) {
    for (Optional<Execution> next = held.awoken(now); next.isPresent(); next = held.awoken(now)) {
      wake(next.get(), now);
    }
  }

  private void wake(Execution execution, Now now) {
    if (execution.stage instanceof Stage.InDoubt doubt
        && doubt.wakeAtMillis() <= now.monotonicMillis()) {
      resolve(execution, doubt, now);
    } else if (execution.stage instanceof Stage.AwaitsAnswer request
        && !execution.asked
        && execution.askAtMillis <= now.monotonicMillis()) {
      questions.askWhileLate(execution, request, now);
    } else if (execution.repeatWriteAtMillis <= now.monotonicMillis()) {
      writes.repeatLastWrite(execution, now);
    }
  }

  void waitToBeSent(Execution execution, boolean staleIntent, Now now) {
    if (held.mayNotKeep(execution)) {
      return;
    }
    execution.stage = new Stage.Waiting(staleIntent);
    held.noLongerInDoubt(execution);
    execution.waitingSinceMillis = now.monotonicMillis();
    execution.waitingSinceWallMillis = now.wallMillis();
    held.waiting.add(execution);
    held.holdUntilMillis = Long.MIN_VALUE;
    if (staleIntent) {
      held.staleIntents.add(execution);
    }
  }

  /**
   * Its former holder may have sent it until just now, and may not have lived to say that it is in
   * doubt.
   */
  void takenOver(Execution execution, Intent intent, Now now) {
    long since = now.monotonicMillis();
    doubt(
        execution,
        new Stage.InDoubt(intent, rules.afterUnknownMillis(intent, now), since, since),
        now);
  }

  // Sent, and answered.

  private void send(Execution execution, Stage.Sending sending, Now now) {
    Intent intent = sending.intent();
    questions.leaves(execution, sending, now);
    commands.add(
        new Command.Send(
            execution.ticket,
            execution.payment(),
            intent,
            execution.history.trace(),
            router.monitor(intent.processor()).settings().responseTimeoutMillis(),
            settings.lastFirstByte(sending.begunAt())));
  }

  void tooLate(long ticket, Now now) {
    String processor = answersToCome.remove(ticket);
    if (processor != null) {
      router.monitor(processor).notSent();
      return;
    }
    Execution execution = held.required(ticket);
    Stage.AwaitsAnswer request = HeldPayments.awaiting(Stage.AwaitsAnswer.class, execution);
    state.resolving -= request instanceof Stage.Resending ? 1 : 0;
    router.monitor(request.intent().processor()).notSent();
    if (execution.asked) {
      execution.stage = new Stage.Answered(request, NEVER_LEFT);
    } else {
      conclude(execution, request, NEVER_LEFT, now);
    }
  }

  void answered(long ticket, Outcome outcome, long tookMillis, Now now) {
    String processor = answersToCome.remove(ticket);
    if (processor != null) {
      router.answered(processor, outcome, tookMillis, now.monotonicMillis());
      if (!(outcome instanceof Outcome.Unknown)) {
        router.monitor(processor).answerTimes().answerCame();
      }
      return;
    }
    Execution execution = held.required(ticket);
    Stage.AwaitsAnswer request = HeldPayments.awaiting(Stage.AwaitsAnswer.class, execution);
    state.resolving -= request instanceof Stage.Resending ? 1 : 0;
    boolean nothingKnown = questions.answerTimes(request.intent()).lateAfterMillis() == 0;
    router.answered(request.intent().processor(), outcome, tookMillis, now.monotonicMillis());
    if (saidByItself(outcome)) {
      router.monitor(request.intent().processor()).spoke(execution.leftAtMillis);
    }
    if (nothingKnown) {
      questions.askAboutEarlierOnes(request.intent().processor());
    }
    if (execution.timesAsked > 0 && outcome instanceof Outcome.Unknown) {
      questions.answerTimes(request.intent()).answerLost();
    }
    if (execution.asked && !(outcome instanceof Outcome.Executed)) {
      execution.stage = new Stage.Answered(request, outcome);
    } else {
      conclude(execution, request, outcome, now);
    }
  }

  private static boolean saidByItself(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _, Outcome.Duplicate _, Outcome.Rejected _, Outcome.Failed _ -> true;
      case Outcome.Intercepted _, Outcome.Unknown _, Outcome.NotSent _, Outcome.Throttled _ ->
          false;
    };
  }

  private void conclude(Execution execution, Stage.AwaitsAnswer request, Outcome outcome, Now now) {
    switch (request) {
      case Stage.Sending sending -> {
        execution.noteEnded(outcome, now.wallMillis());
        firstAnswer(execution, sending.intent(), outcome, sending.begunAt(), now);
      }
      case Stage.Resending(Stage.InDoubt doubt) -> laterAnswer(execution, doubt, outcome, now);
    }
  }

  private void firstAnswer(
      Execution execution, Intent intent, Outcome outcome, Now begunAt, Now now) {
    long sentAt = begunAt.monotonicMillis();
    long step = pace.nextStepAtMillis(0, now.monotonicMillis());
    Stage.InDoubt unknown =
        new Stage.InDoubt(intent, rules.afterUnknownMillis(intent, now), sentAt, step);
    Stage.InDoubt over =
        new Stage.InDoubt(intent, rules.afterFailureMillis(intent, now), sentAt, step);
    switch (outcome) {
      case Outcome.Executed _ -> writes.settle(execution, intent, now);
      // Somebody sent it before us; the processor knows with which requestedAt.
      case Outcome.Duplicate _ -> verify(execution, unknown, true, now);
      case Outcome.NotSent _, Outcome.Throttled _ -> waitToBeSent(execution, true, now);
      case Outcome.Failed _ -> verify(execution, over, false, now);
      case Outcome.Rejected _ when router.monitor(intent.processor()).refusing() -> {
        execution.lastOfAll(now.monotonicMillis());
        verify(execution, over, false, now);
      }
      case Outcome.Rejected(int status, String detail) ->
          writes.giveUp(
              execution, "rejected by " + intent.processor() + ": " + status + " " + detail, now);
      case Outcome.Unknown _ when rules.worthAsking(execution, intent, now) ->
          verify(execution, unknown, false, now);
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          doubt(execution, unknown.postponed(rules.nextStepAtMillis(unknown, 0, now)), now);
    }
  }

  private void laterAnswer(Execution execution, Stage.InDoubt doubt, Outcome outcome, Now now) {
    switch (outcome) {
      case Outcome.Executed _ -> {
        execution.noteEnded(outcome, now.wallMillis());
        writes.settle(execution, doubt.intent(), now);
      }
      // Of whichever attempt it is, the processor knows with which requestedAt; if of any.
      case Outcome.Duplicate _ -> {
        execution.noteEnded(outcome, now.wallMillis());
        ask(execution, rules.unclear(doubt, now).believedAnew(), now);
      }
      // Whether it was there before says nothing of this attempt.
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          later(execution, rules.unclear(doubt, now).believedAnew(), now);
      // Over; that says nothing of the attempt before it.
      case Outcome.Failed _, Outcome.Rejected _ ->
          later(
              execution,
              doubt.notBelievedBefore(rules.afterFailureMillis(doubt.intent(), now)),
              now);
      case Outcome.NotSent _, Outcome.Throttled _ -> later(execution, doubt, now);
    }
  }

  // Asked about.

  void lookedUp(long ticket, Lookup lookup, Now now) {
    Questions.@Nullable Late question = questions.answered(ticket).orElse(null);
    if (question != null) {
      lookedUpWhileLate(question, sensible(lookup, question.request().intent(), now), now);
      return;
    }
    Execution execution = held.required(ticket);
    switch (HeldPayments.awaiting(Stage.AwaitsLookup.class, execution)) {
      case Stage.AskingEverywhere asking ->
          askedEverywhere(execution, asking, sensible(lookup, asked(execution, asking), now), now);
      case Stage.Answered answered ->
          throw new IllegalStateException("no question of its own is out: " + answered);
      case Stage.Verifying verifying ->
          verified(execution, verifying, sensible(lookup, verifying.doubt().intent(), now), now);
      case Stage.Confirming confirming -> confirmed(execution, confirming, lookup, now);
      case Stage.Asking asking -> {
        state.resolving--;
        asked(execution, asking, sensible(lookup, asking.doubt().intent(), now), now);
      }
    }
  }

  /** What cannot be is no answer; it would be written down otherwise, and summed up. */
  private Lookup sensible(Lookup lookup, Intent intent, Now now) {
    if (!(lookup instanceof Lookup.Found found)
        || found.sensible(intent.requestedAtMillis(), now.wallMillis())) {
      return lookup;
    }
    String processor = intent.processor();
    router.monitor(processor).failed("it answers a look-up with " + found, now.monotonicMillis());
    state.notices.nonsense(processor, found.toString(), now.monotonicMillis(), commands);
    return new Lookup.Unavailable("nonsense: " + found);
  }

  /**
   * That it is not there says nothing: the request may still be on its way, and waiting for its
   * answer goes on.
   */
  private void lookedUpWhileLate(Questions.Late question, Lookup lookup, Now now) {
    Execution execution = question.execution();
    execution.asked = false;
    if (execution.stage instanceof Stage.Answered(Stage.AwaitsAnswer answered, Outcome outcome)) {
      if (lookup instanceof Lookup.Found found) {
        execution.noteFound(now.wallMillis());
        found(execution, answered.intent(), found, now);
      } else {
        conclude(execution, answered, outcome, now);
      }
    } else if (execution.stage == question.request()) {
      Intent intent = question.request().intent();
      if (lookup instanceof Lookup.Found found) {
        questions.answerTimes(intent).answerLost();
        state.resolving -= question.request() instanceof Stage.Resending ? 1 : 0;
        answersToCome.put(execution.ticket, intent.processor());
        execution.noteFound(now.wallMillis());
        found(execution, intent, found, now);
      } else if (execution.timesAsked < MOST_ASKED_WHILE_LATE) {
        questions.askAt(execution, 2 * now.monotonicMillis() - execution.leftAtMillis);
      }
    }
  }

  private void verify(Execution execution, Stage.InDoubt doubt, boolean saidToBeThere, Now now) {
    execution.stage = new Stage.Verifying(doubt, now.monotonicMillis(), saidToBeThere);
    questions.find(execution.ticket, execution, doubt.intent());
  }

  private void verified(Execution execution, Stage.Verifying verifying, Lookup lookup, Now now) {
    Stage.InDoubt doubt = verifying.doubt();
    switch (lookup) {
      case Lookup.Found found -> found(execution, doubt.intent(), found, now);
      case Lookup.Absent _ when rules.believed(doubt, verifying.askedAtMillis(), now) ->
          confirm(execution, new Stage.Confirming(doubt, verifying.askedAtMillis()), now);
      case Lookup.Absent _, Lookup.Unavailable _ -> {
        if (verifying.saidToBeThere() && lookup instanceof Lookup.Absent) {
          rules.monitor(doubt).refused("422, but the payment is not there", now.monotonicMillis());
        }
        doubt(execution, doubt.postponed(rules.nextStepAtMillis(doubt, 0, now)), now);
      }
    }
  }

  /** Asks for a payment that the processor certainly has, unless it has answered one meanwhile. */
  private void confirm(Execution execution, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    String processor = doubt.intent().processor();
    UUID known = state.executedLast.get(processor);
    if (rules.monitor(doubt).spokeAfter(confirming.absentAtMillis())) {
      waitToBeSent(execution, true, now);
    } else if (known == null) {
      absentUnconfirmed(execution, confirming, now);
    } else {
      execution.stage = confirming;
      questions.find(execution.ticket, processor, known);
    }
  }

  private void confirmed(Execution execution, Stage.Confirming confirming, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found _ -> waitToBeSent(execution, true, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> absentUnconfirmed(execution, confirming, now);
    }
  }

  /** Sends it again where it may: what comes of that is the processor's own word. */
  private void absentUnconfirmed(Execution execution, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    long absentAtMillis = confirming.absentAtMillis();
    if (state.maySend()
        && state.resolving < settings.maxResolving()
        && rules.monitor(doubt).roomForOneMore()) {
      reclaim(execution, doubt.absentSince(absentAtMillis, 0), now);
    } else {
      doubt(execution, doubt.absentSince(absentAtMillis, pace.secondLookMillis()), now);
    }
  }

  // In doubt.

  private void doubt(Execution execution, Stage.InDoubt next, Now now) {
    held.countDoubt(execution, next);
    writes.doubt(execution, new Stage.Doubting(next), next.intent(), now);
  }

  private void inDoubt(Execution execution, Stage.InDoubt doubt) {
    if (execution.claimLost) {
      held.lose(execution);
      return;
    }
    if (held.mayNotKeep(execution)) {
      return;
    }
    String processor = doubt.intent().processor();
    if (held.roomForDoubts(processor) < 0) {
      held.toPark.computeIfAbsent(processor, _ -> new ArrayList<>()).add(execution.claim);
      held.lose(execution);
      return;
    }
    execution.stage = doubt;
    held.wakeAt(doubt.wakeAtMillis(), execution);
  }

  private void later(Execution execution, Stage.InDoubt doubt, Now now) {
    inDoubt(execution, doubt.stepped(rules.nextStepAtMillis(doubt, doubt.steps() + 1, now)));
  }

  private void resolve(Execution execution, Stage.InDoubt doubt, Now now) {
    if (!router.knows(doubt.intent().processor())) {
      later(execution, doubt, now);
      return;
    }
    if (state.quiescing || state.resolving >= settings.maxResolving()) {
      inDoubt(execution, doubt.postponed(now.monotonicMillis() + BUSY_MILLIS));
      return;
    }
    if (rules.askingTells(execution, doubt, now)) {
      ask(execution, doubt, now);
    } else if (rules.mayResend(doubt, now)) {
      reclaim(execution, doubt, now);
    } else {
      later(execution, doubt, now);
    }
  }

  private void ask(Execution execution, Stage.InDoubt doubt, Now now) {
    state.resolving++;
    execution.stage = new Stage.Asking(doubt, now.monotonicMillis());
    questions.find(execution.ticket, execution, doubt.intent());
  }

  private void asked(Execution execution, Stage.Asking asking, Lookup lookup, Now now) {
    Stage.InDoubt doubt = asking.doubt();
    if (lookup instanceof Lookup.Absent) {
      execution.absentAtMillis = asking.askedAtMillis();
    }
    switch (lookup) {
      case Lookup.Found found -> {
        execution.noteFound(now.wallMillis());
        found(execution, doubt.intent(), found, now);
      }
      case Lookup.Absent _, Lookup.Unavailable _ when execution.claimLost -> held.lose(execution);
      case Lookup.Absent _
          when !execution.askedEverywhere && eras.doubtsDoubts(now.monotonicMillis()) ->
          askEverywhere(execution, doubt, now);
      case Lookup.Absent _ when rules.believed(doubt, asking.askedAtMillis(), now) ->
          absent(execution, doubt, asking.askedAtMillis(), now);
      case Lookup.Absent _ when rules.mayResend(doubt, now) -> reclaim(execution, doubt, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> later(execution, doubt, now);
    }
  }

  /**
   * It is asked once more, or better sent again: something else may just have begun to answer for
   * the processor. That it does not is known when the processor itself has answered a payment
   * since; without that its word is taken a whole bound later, if it still has a payment that it
   * certainly had.
   */
  private void absent(Execution execution, Stage.InDoubt doubt, long askedAtMillis, Now now) {
    Stage.InDoubt next =
        doubt.absentOnce() ? doubt : doubt.absentSince(askedAtMillis, pace.secondLookMillis());
    if (doubt.absentOnce() && rules.monitor(doubt).spokeAfter(doubt.absentSinceMillis())) {
      waitToBeSent(execution, true, now);
    } else if (doubt.absentOnce()
        && askedAtMillis - doubt.absentSinceMillis() >= settings.inDoubtBoundMillis()) {
      absentForABound(execution, new Stage.Confirming(doubt, askedAtMillis), now);
    } else if (rules.mayResend(doubt, now) && pace.mayTest(doubt)) {
      reclaim(execution, next, now);
    } else if (doubt.absentOnce()) {
      later(execution, doubt, now);
    } else {
      inDoubt(execution, next);
    }
  }

  private void absentForABound(Execution execution, Stage.Confirming confirming, Now now) {
    if (state.executedLast.containsKey(confirming.doubt().intent().processor())) {
      confirm(execution, confirming, now);
    } else {
      waitToBeSent(execution, true, now);
    }
  }

  /**
   * Says again that the payment is in doubt before it is sent again: the store refuses that when
   * somebody else holds the payment now, who may have taken it elsewhere.
   */
  private void reclaim(Execution execution, Stage.InDoubt doubt, Now now) {
    held.countDoubt(execution, doubt);
    state.resolving++;
    rules.monitor(doubt).sent(now.monotonicMillis());
    writes.doubt(
        execution,
        new Stage.Reclaiming(doubt.resent(now.monotonicMillis()), now),
        doubt.intent(),
        now);
  }

  private void resend(Execution execution, Stage.InDoubt doubt, Now begunAt, Now now) {
    questions.leaves(execution, new Stage.Resending(doubt), now);
    commands.add(
        new Command.Send(
            execution.ticket,
            execution.payment(),
            doubt.intent(),
            execution.history.trace(),
            pace.timeoutMillis(doubt, rules.monitor(doubt)),
            settings.lastFirstByte(begunAt)));
  }

  private void found(Execution execution, Intent intent, Lookup.Found found, Now now) {
    if (found.requestedAtMillis() == intent.requestedAtMillis()
        && found.amountCents() == execution.payment().amount().cents()) {
      writes.settle(execution, intent, now);
    } else {
      correct(execution, new Intent(intent.processor(), found.requestedAtMillis()), found, now);
    }
  }

  /** It was executed otherwise than is recorded, as far as this worker can tell. */
  private void correct(Execution execution, Intent executed, Lookup.Found found, Now now) {
    if (found.amountCents() != execution.payment().amount().cents()) {
      writes.giveUp(
          execution,
          DeadLetter.otherAmount(
              executed.processor(), found.amountCents(), execution.payment().amount().cents()),
          now);
    } else {
      writes.begin(execution, new Stage.Correcting(executed), executed);
    }
  }

  // Asked for at every processor.

  void askEverywhere(Execution execution, Stage.Idle then, Now now) {
    state.resolving++;
    ask(execution, new Stage.AskingEverywhere(then, 0, now.monotonicMillis()));
  }

  private void ask(Execution execution, Stage.AskingEverywhere asking) {
    execution.stage = asking;
    questions.find(execution.ticket, execution, asked(execution, asking));
  }

  /** What is asked about: which processor, and when it can have been sent at the earliest. */
  private Intent asked(Execution execution, Stage.AskingEverywhere asking) {
    return new Intent(
        router.monitors().get(asking.processor()).name(), execution.payment().acceptedAtMillis());
  }

  private void askedEverywhere(
      Execution execution, Stage.AskingEverywhere asking, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found found -> {
        state.resolving--;
        execution.noteFound(now.wallMillis());
        Intent executed =
            new Intent(asked(execution, asking).processor(), found.requestedAtMillis());
        correct(execution, executed, found, now);
      }
      case Lookup.Absent _ when asking.processor() + 1 < router.monitors().size() ->
          ask(execution, asking.next());
      case Lookup.Absent _ -> {
        state.resolving--;
        execution.askedEverywhere =
            asking.askedAtMillis() >= eras.nothingOnItsWayAtMillis()
                || asking.then() instanceof Stage.Waiting
                    && !eras.doubtsQueued(now.monotonicMillis());
        execution.askEverywhereAtMillis = eras.nothingOnItsWayAtMillis();
        goOn(execution, asking.then(), now);
      }
      case Lookup.Unavailable _ -> {
        state.resolving--;
        execution.askEverywhereAtMillis =
            pace.nextStepAtMillis(execution.timesUnanswered++, now.monotonicMillis());
        goOn(execution, asking.then(), now);
      }
    }
  }

  private void goOn(Execution execution, Stage.Idle then, Now now) {
    switch (then) {
      case Stage.Waiting(boolean staleIntent) -> waitToBeSent(execution, staleIntent, now);
      case Stage.InDoubt doubt -> later(execution, doubt, now);
    }
  }

  // Written.

  void written(long ticket, WriteResult result, Now now) {
    Execution execution = held.required(ticket);
    Stage.AwaitsWrite stage = HeldPayments.awaiting(Stage.AwaitsWrite.class, execution);
    conflicts += result == WriteResult.CONFLICT ? 1 : 0;
    if (result == WriteResult.REFUSED) {
      writeRefused(execution, stage, now);
      return;
    }
    if (stage instanceof Stage.Settling && result != WriteResult.CLAIM_LOST) {
      eras.settled(execution.settlement(), now.monotonicMillis());
    }
    publish(execution, stage, result);
    if (result != WriteResult.DONE || (execution.claimLost && StoreWriter.announcesSend(stage))) {
      writes.notSent(stage);
      if (stage instanceof Stage.Settling && result != WriteResult.CLAIM_LOST) {
        held.drop(execution);
      } else {
        // Also where the store knows better, as an operator may have told it: it may forget that.
        held.lose(execution);
      }
    } else {
      execution.written();
      switch (stage) {
        case Stage.Beginning(Intent intent, Now begunAt) ->
            send(execution, new Stage.Sending(intent, begunAt), now);
        case Stage.Doubting(Stage.InDoubt next) -> inDoubt(execution, next);
        case Stage.Correcting(Intent intent) -> writes.settle(execution, intent, now);
        case Stage.Reclaiming(Stage.InDoubt doubt, Now begunAt) ->
            resend(execution, doubt, begunAt, now);
        case Stage.Clearing _ -> {
          eras.ended(execution.payment().correlationId());
          waitToBeSent(execution, false, now);
        }
        case Stage.Settling _ -> held.drop(execution);
        case Stage.Burying _ -> {
          eras.ended(execution.payment().correlationId());
          held.drop(execution);
        }
      }
    }
  }

  void writeFailed(long ticket, Now now) {
    state.storeIsAway(now);
    Execution execution = held.required(ticket);
    Stage.AwaitsWrite stage = HeldPayments.awaiting(Stage.AwaitsWrite.class, execution);
    writes.notSent(stage);
    switch (stage) {
      // Says only what the record says already: it makes no difference whether it is done.
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when execution.recordedInDoubt() ->
          later(execution, doubt, now);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> doubt(execution, doubt, now);
      // Until the store has answered nobody knows what it has, and nothing else may be written.
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.Burying _ ->
          writes.repeatLater(execution);
    }
  }

  /**
   * Repeats it alone, ever more rarely. A payment is not given up for it: it may have been
   * executed.
   */
  private void writeRefused(Execution execution, Stage.AwaitsWrite stage, Now now) {
    refusedWrites++;
    execution.refusals++;
    writes.notSent(stage);
    switch (stage) {
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> later(execution, doubt, now);
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.Burying _ ->
          writes.repeatRarely(execution, now);
    }
  }

  private void publish(Execution execution, Stage.AwaitsWrite stage, WriteResult result) {
    Payment payment = execution.payment();
    switch (stage) {
      case Stage.Settling(Intent intent) when result == WriteResult.CONFLICT ->
          publish(new PaymentEvent.Conflict(payment, intent));
      // The answer to the first such write may have been lost.
      case Stage.Settling(Intent intent)
          when result == WriteResult.DONE || result == WriteResult.ALREADY_SETTLED ->
          publish(new PaymentEvent.Settled(payment, intent));
      case Stage.Burying(String reason) when result == WriteResult.DONE ->
          publish(new PaymentEvent.Dead(payment, reason));
      case Stage.Doubting(Stage.InDoubt next) when result == WriteResult.DONE ->
          publishDoubt(execution, next);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when result == WriteResult.DONE ->
          publishDoubt(execution, doubt);
      case Stage.AwaitsWrite _ -> {}
    }
  }

  private void publishDoubt(Execution execution, Stage.InDoubt doubt) {
    if (!execution.doubtTold) {
      execution.doubtTold = true;
      publish(new PaymentEvent.InDoubt(execution.payment(), doubt.intent()));
    }
  }

  private void publish(PaymentEvent event) {
    commands.add(new Command.Publish(event));
  }
}
