package dev.rinha.core.engine;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
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
 *                   rejected                 GivingUp; Verifying where all are rejected
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
 * Settling          written                  gone
 * GivingUp          written                  gone
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
  private final ClaimedPayments payments;
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

  PaymentStateMachine(
      CoreState state, ClaimedPayments payments, Questions questions, StoreWriter writes) {
    this.state = state;
    this.payments = payments;
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
    for (Optional<ClaimedPayment> next = payments.awoken(now);
        next.isPresent();
        next = payments.awoken(now)) {
      wake(next.get(), now);
    }
  }

  private void wake(ClaimedPayment claimed, Now now) {
    if (claimed.stage instanceof Stage.InDoubt doubt
        && doubt.wakeAtMillis() <= now.monotonicMillis()) {
      resolve(claimed, doubt, now);
    } else if (claimed.stage instanceof Stage.AwaitsAnswer request
        && !claimed.asked
        && claimed.askAtMillis <= now.monotonicMillis()) {
      questions.askWhileLate(claimed, request, now);
    } else if (claimed.repeatWriteAtMillis <= now.monotonicMillis()) {
      writes.repeatLastWrite(claimed, now);
    }
  }

  void waitToBeSent(ClaimedPayment claimed, boolean staleIntent, Now now) {
    if (payments.mayNotKeep(claimed)) {
      return;
    }
    claimed.stage = new Stage.Waiting(staleIntent);
    payments.noLongerInDoubt(claimed);
    claimed.waitingSinceMillis = now.monotonicMillis();
    claimed.waitingSinceWallMillis = now.wallMillis();
    payments.waiting.add(claimed);
    payments.holdUntilMillis = Long.MIN_VALUE;
    if (staleIntent) {
      payments.staleIntents.add(claimed);
    }
  }

  /**
   * Its former holder may have sent it until just now, and may not have lived to say that it is in
   * doubt.
   */
  void takenOver(ClaimedPayment claimed, Intent intent, Now now) {
    long since = now.monotonicMillis();
    doubt(
        claimed,
        new Stage.InDoubt(intent, rules.afterUnknownMillis(intent, now), since, since),
        now);
  }

  // Sent, and answered.

  private void send(ClaimedPayment claimed, Stage.Sending sending, Now now) {
    Intent intent = sending.intent();
    questions.leaves(claimed, sending, now);
    commands.add(
        new Command.Send(
            claimed.ticket,
            claimed.payment(),
            intent,
            claimed.history.trace(),
            router.monitor(intent.processor()).settings().responseTimeoutMillis(),
            lastFirstByte(intent, sending.begunAt())));
  }

  /**
   * The last moment at which the first byte may leave after the intent was confirmed: well before
   * anyone else can hold the payment, or an operator says what became of it.
   */
  private Now lastFirstByte(Intent intent, Now begunAt) {
    return begunAt
        .plusMillis(settings.claimTimeoutMillis() / 2)
        .orBefore(state.pauses.mayLeaveUntil(intent.processor()));
  }

  void tooLate(long ticket, Now now) {
    String processor = answersToCome.remove(ticket);
    if (processor != null) {
      router.monitor(processor).notSent();
      return;
    }
    ClaimedPayment claimed = payments.required(ticket);
    Stage.AwaitsAnswer request = ClaimedPayments.awaiting(Stage.AwaitsAnswer.class, claimed);
    state.resolving -= request instanceof Stage.Resending ? 1 : 0;
    router.monitor(request.intent().processor()).notSent();
    if (claimed.asked) {
      claimed.stage = new Stage.Answered(request, NEVER_LEFT);
    } else {
      conclude(claimed, request, NEVER_LEFT, now);
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
    ClaimedPayment claimed = payments.required(ticket);
    Stage.AwaitsAnswer request = ClaimedPayments.awaiting(Stage.AwaitsAnswer.class, claimed);
    state.resolving -= request instanceof Stage.Resending ? 1 : 0;
    boolean nothingKnown = questions.answerTimes(request.intent()).lateAfterMillis() == 0;
    router.answered(request.intent().processor(), outcome, tookMillis, now.monotonicMillis());
    if (saidByItself(outcome)) {
      router.monitor(request.intent().processor()).spoke(claimed.leftAtMillis);
    }
    if (nothingKnown) {
      questions.askAboutEarlierOnes(request.intent().processor());
    }
    if (claimed.timesAsked > 0 && outcome instanceof Outcome.Unknown) {
      questions.answerTimes(request.intent()).answerLost();
    }
    if (claimed.asked && !(outcome instanceof Outcome.Executed)) {
      claimed.stage = new Stage.Answered(request, outcome);
    } else {
      conclude(claimed, request, outcome, now);
    }
  }

  private static boolean saidByItself(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _, Outcome.Duplicate _, Outcome.Rejected _, Outcome.Failed _ -> true;
      case Outcome.Intercepted _, Outcome.Unknown _, Outcome.NotSent _, Outcome.Throttled _ ->
          false;
    };
  }

  private void conclude(
      ClaimedPayment claimed, Stage.AwaitsAnswer request, Outcome outcome, Now now) {
    switch (request) {
      case Stage.Sending sending -> {
        claimed.noteEnded(outcome, now.wallMillis());
        firstAnswer(claimed, sending.intent(), outcome, sending.begunAt(), now);
      }
      case Stage.Resending(Stage.InDoubt doubt) -> laterAnswer(claimed, doubt, outcome, now);
    }
  }

  private void firstAnswer(
      ClaimedPayment claimed, Intent intent, Outcome outcome, Now begunAt, Now now) {
    long sentAt = begunAt.monotonicMillis();
    long step = pace.nextStepAtMillis(0, now.monotonicMillis());
    Stage.InDoubt unknown =
        new Stage.InDoubt(intent, rules.afterUnknownMillis(intent, now), sentAt, step);
    Stage.InDoubt over =
        new Stage.InDoubt(intent, rules.afterFailureMillis(intent, now), sentAt, step);
    switch (outcome) {
      case Outcome.Executed _ -> writes.settle(claimed, intent, now);
      // Somebody sent it before us; the processor knows with which requestedAt.
      case Outcome.Duplicate _ -> verify(claimed, unknown, true, now);
      case Outcome.NotSent _, Outcome.Throttled _ -> waitToBeSent(claimed, true, now);
      case Outcome.Failed _ -> verify(claimed, over, false, now);
      case Outcome.Rejected _ when router.monitor(intent.processor()).refusing() -> {
        claimed.lastOfAll(now.monotonicMillis());
        verify(claimed, over, false, now);
      }
      case Outcome.Rejected(int status, String detail) ->
          writes.giveUp(
              claimed, "rejected by " + intent.processor() + ": " + status + " " + detail, now);
      case Outcome.Unknown _ when rules.worthAsking(claimed, intent, now) ->
          verify(claimed, unknown, false, now);
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          doubt(claimed, unknown.postponed(rules.nextStepAtMillis(unknown, 0, now)), now);
    }
  }

  private void laterAnswer(ClaimedPayment claimed, Stage.InDoubt doubt, Outcome outcome, Now now) {
    switch (outcome) {
      case Outcome.Executed _ -> {
        claimed.noteEnded(outcome, now.wallMillis());
        writes.settle(claimed, doubt.intent(), now);
      }
      // Of whichever attempt it is, the processor knows with which requestedAt; if of any.
      case Outcome.Duplicate _ -> {
        claimed.noteEnded(outcome, now.wallMillis());
        ask(claimed, rules.unclear(doubt, now).believedAnew(), now);
      }
      // Whether it was there before says nothing of this attempt.
      case Outcome.Intercepted _, Outcome.Unknown _ ->
          later(claimed, rules.unclear(doubt, now).believedAnew(), now);
      // Over; that says nothing of the attempt before it.
      case Outcome.Failed _, Outcome.Rejected _ ->
          later(
              claimed, doubt.notBelievedBefore(rules.afterFailureMillis(doubt.intent(), now)), now);
      case Outcome.NotSent _, Outcome.Throttled _ -> later(claimed, doubt, now);
    }
  }

  // Asked about.

  void lookedUp(long ticket, Lookup lookup, Now now) {
    Questions.@Nullable Late question = questions.answered(ticket).orElse(null);
    if (question != null) {
      lookedUpWhileLate(question, sensible(lookup, question.request().intent(), now), now);
      return;
    }
    ClaimedPayment claimed = payments.required(ticket);
    switch (ClaimedPayments.awaiting(Stage.AwaitsLookup.class, claimed)) {
      case Stage.AskingEverywhere asking ->
          askedEverywhere(claimed, asking, sensible(lookup, asked(claimed, asking), now), now);
      case Stage.Answered answered ->
          throw new IllegalStateException("no question of its own is out: " + answered);
      case Stage.Verifying verifying ->
          verified(claimed, verifying, sensible(lookup, verifying.doubt().intent(), now), now);
      case Stage.Confirming confirming -> confirmed(claimed, confirming, lookup, now);
      case Stage.Asking asking -> {
        state.resolving--;
        asked(claimed, asking, sensible(lookup, asking.doubt().intent(), now), now);
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
    state.processorLog.nonsense(processor, found.toString(), now.monotonicMillis(), commands);
    return new Lookup.Unavailable("nonsense: " + found);
  }

  /**
   * That it is not there says nothing: the request may still be on its way, and waiting for its
   * answer goes on.
   */
  private void lookedUpWhileLate(Questions.Late question, Lookup lookup, Now now) {
    ClaimedPayment claimed = question.claimed();
    claimed.asked = false;
    if (claimed.stage instanceof Stage.Answered(Stage.AwaitsAnswer answered, Outcome outcome)) {
      if (lookup instanceof Lookup.Found found) {
        claimed.noteFound(now.wallMillis());
        found(claimed, answered.intent(), found, now);
      } else {
        conclude(claimed, answered, outcome, now);
      }
    } else if (claimed.stage == question.request()) {
      Intent intent = question.request().intent();
      if (lookup instanceof Lookup.Found found) {
        questions.answerTimes(intent).answerLost();
        state.resolving -= question.request() instanceof Stage.Resending ? 1 : 0;
        answersToCome.put(claimed.ticket, intent.processor());
        claimed.noteFound(now.wallMillis());
        found(claimed, intent, found, now);
      } else if (claimed.timesAsked < MOST_ASKED_WHILE_LATE) {
        questions.askAt(claimed, 2 * now.monotonicMillis() - claimed.leftAtMillis);
      }
    }
  }

  private void verify(ClaimedPayment claimed, Stage.InDoubt doubt, boolean saidToBeThere, Now now) {
    claimed.stage = new Stage.Verifying(doubt, now.monotonicMillis(), saidToBeThere);
    questions.find(claimed.ticket, claimed, doubt.intent());
  }

  private void verified(ClaimedPayment claimed, Stage.Verifying verifying, Lookup lookup, Now now) {
    Stage.InDoubt doubt = verifying.doubt();
    switch (lookup) {
      case Lookup.Found found -> found(claimed, doubt.intent(), found, now);
      case Lookup.Absent _ when rules.believed(doubt, verifying.askedAtMillis(), now) ->
          confirm(claimed, new Stage.Confirming(doubt, verifying.askedAtMillis()), now);
      case Lookup.Absent _, Lookup.Unavailable _ -> {
        if (verifying.saidToBeThere() && lookup instanceof Lookup.Absent) {
          rules.monitor(doubt).refused("422, but the payment is not there", now.monotonicMillis());
        }
        doubt(claimed, doubt.postponed(rules.nextStepAtMillis(doubt, 0, now)), now);
      }
    }
  }

  /** Asks for a payment that the processor certainly has, unless it has answered one meanwhile. */
  private void confirm(ClaimedPayment claimed, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    String processor = doubt.intent().processor();
    UUID known = state.executedLast.get(processor);
    if (rules.monitor(doubt).spokeAfter(confirming.absentAtMillis())) {
      waitToBeSent(claimed, true, now);
    } else if (known == null) {
      absentUnconfirmed(claimed, confirming, now);
    } else {
      claimed.stage = confirming;
      questions.find(claimed.ticket, processor, known);
    }
  }

  private void confirmed(
      ClaimedPayment claimed, Stage.Confirming confirming, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found _ -> waitToBeSent(claimed, true, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> absentUnconfirmed(claimed, confirming, now);
    }
  }

  /** Sends it again where it may: what comes of that is the processor's own word. */
  private void absentUnconfirmed(ClaimedPayment claimed, Stage.Confirming confirming, Now now) {
    Stage.InDoubt doubt = confirming.doubt();
    long absentAtMillis = confirming.absentAtMillis();
    if (state.maySend(now)
        && state.resolving < settings.maxResolving()
        && rules.monitor(doubt).roomForOneMore()) {
      reclaim(claimed, doubt.absentSince(absentAtMillis, 0), now);
    } else {
      doubt(claimed, doubt.absentSince(absentAtMillis, pace.secondLookMillis()), now);
    }
  }

  // In doubt.

  private void doubt(ClaimedPayment claimed, Stage.InDoubt next, Now now) {
    payments.countDoubt(claimed, next);
    writes.doubt(claimed, new Stage.Doubting(next), next.intent(), now);
  }

  private void inDoubt(ClaimedPayment claimed, Stage.InDoubt doubt) {
    if (claimed.claimLost) {
      payments.lose(claimed);
      return;
    }
    if (payments.mayNotKeep(claimed)) {
      return;
    }
    String processor = doubt.intent().processor();
    if (payments.roomForDoubts(processor) < 0) {
      payments.toPark.computeIfAbsent(processor, _ -> new ArrayList<>()).add(claimed.claim);
      payments.lose(claimed);
      return;
    }
    claimed.stage = doubt;
    payments.wakeAt(doubt.wakeAtMillis(), claimed);
  }

  private void later(ClaimedPayment claimed, Stage.InDoubt doubt, Now now) {
    inDoubt(claimed, doubt.stepped(rules.nextStepAtMillis(doubt, doubt.steps() + 1, now)));
  }

  private void resolve(ClaimedPayment claimed, Stage.InDoubt doubt, Now now) {
    if (!router.knows(doubt.intent().processor())) {
      later(claimed, doubt, now);
      return;
    }
    if (state.quiescing || state.resolving >= settings.maxResolving()) {
      inDoubt(claimed, doubt.postponed(now.monotonicMillis() + BUSY_MILLIS));
      return;
    }
    if (rules.askingTells(claimed, doubt, now)) {
      ask(claimed, doubt, now);
    } else if (rules.mayResend(doubt, now)) {
      reclaim(claimed, doubt, now);
    } else {
      later(claimed, doubt, now);
    }
  }

  private void ask(ClaimedPayment claimed, Stage.InDoubt doubt, Now now) {
    state.resolving++;
    claimed.stage = new Stage.Asking(doubt, now.monotonicMillis());
    questions.find(claimed.ticket, claimed, doubt.intent());
  }

  private void asked(ClaimedPayment claimed, Stage.Asking asking, Lookup lookup, Now now) {
    Stage.InDoubt doubt = asking.doubt();
    if (lookup instanceof Lookup.Absent) {
      claimed.absentAtMillis = asking.askedAtMillis();
    }
    switch (lookup) {
      case Lookup.Found found -> {
        claimed.noteFound(now.wallMillis());
        found(claimed, doubt.intent(), found, now);
      }
      case Lookup.Absent _, Lookup.Unavailable _ when claimed.claimLost -> payments.lose(claimed);
      case Lookup.Absent _
          when !claimed.askedEverywhere && eras.doubtsDoubts(now.monotonicMillis()) ->
          askEverywhere(claimed, doubt, now);
      case Lookup.Absent _ when rules.believed(doubt, asking.askedAtMillis(), now) ->
          absent(claimed, doubt, asking.askedAtMillis(), now);
      case Lookup.Absent _ when rules.mayResend(doubt, now) -> reclaim(claimed, doubt, now);
      case Lookup.Absent _, Lookup.Unavailable _ -> later(claimed, doubt, now);
    }
  }

  /**
   * It is asked once more, or better sent again: something else may just have begun to answer for
   * the processor. That it does not is known when the processor itself has answered a payment
   * since; without that its word is taken a whole bound later, if it still has a payment that it
   * certainly had.
   */
  private void absent(ClaimedPayment claimed, Stage.InDoubt doubt, long askedAtMillis, Now now) {
    Stage.InDoubt next =
        doubt.absentOnce() ? doubt : doubt.absentSince(askedAtMillis, pace.secondLookMillis());
    if (doubt.absentOnce() && rules.monitor(doubt).spokeAfter(doubt.absentSinceMillis())) {
      waitToBeSent(claimed, true, now);
    } else if (doubt.absentOnce()
        && askedAtMillis - doubt.absentSinceMillis() >= settings.inDoubtBoundMillis()) {
      absentForABound(claimed, new Stage.Confirming(doubt, askedAtMillis), now);
    } else if (rules.mayResend(doubt, now) && pace.mayTest(doubt)) {
      reclaim(claimed, next, now);
    } else if (doubt.absentOnce()) {
      later(claimed, doubt, now);
    } else {
      inDoubt(claimed, next);
    }
  }

  private void absentForABound(ClaimedPayment claimed, Stage.Confirming confirming, Now now) {
    if (state.executedLast.containsKey(confirming.doubt().intent().processor())) {
      confirm(claimed, confirming, now);
    } else {
      waitToBeSent(claimed, true, now);
    }
  }

  /**
   * Says again that the payment is in doubt before it is sent again: the store refuses that when
   * somebody else holds the payment now, who may have taken it elsewhere.
   */
  private void reclaim(ClaimedPayment claimed, Stage.InDoubt doubt, Now now) {
    payments.countDoubt(claimed, doubt);
    state.resolving++;
    rules.monitor(doubt).sent(now.monotonicMillis());
    writes.doubt(
        claimed,
        new Stage.Reclaiming(doubt.resent(now.monotonicMillis()), now),
        doubt.intent(),
        now);
  }

  private void resend(ClaimedPayment claimed, Stage.InDoubt doubt, Now begunAt, Now now) {
    questions.leaves(claimed, new Stage.Resending(doubt), now);
    commands.add(
        new Command.Send(
            claimed.ticket,
            claimed.payment(),
            doubt.intent(),
            claimed.history.trace(),
            pace.timeoutMillis(doubt, rules.monitor(doubt)),
            lastFirstByte(doubt.intent(), begunAt)));
  }

  private void found(ClaimedPayment claimed, Intent intent, Lookup.Found found, Now now) {
    if (found.requestedAtMillis() == intent.requestedAtMillis()
        && found.amountCents() == claimed.payment().amount().cents()) {
      writes.settle(claimed, intent, now);
    } else {
      correct(claimed, new Intent(intent.processor(), found.requestedAtMillis()), found, now);
    }
  }

  /** It was executed otherwise than is recorded, as far as this worker can tell. */
  private void correct(ClaimedPayment claimed, Intent executed, Lookup.Found found, Now now) {
    if (found.amountCents() != claimed.payment().amount().cents()) {
      writes.giveUp(
          claimed,
          DeadLetter.otherAmount(
              executed.processor(), found.amountCents(), claimed.payment().amount().cents()),
          now);
    } else {
      writes.begin(claimed, new Stage.Correcting(executed), executed);
    }
  }

  // Asked for at every processor.

  void askEverywhere(ClaimedPayment claimed, Stage.Idle then, Now now) {
    state.resolving++;
    ask(claimed, new Stage.AskingEverywhere(then, 0, now.monotonicMillis()));
  }

  private void ask(ClaimedPayment claimed, Stage.AskingEverywhere asking) {
    claimed.stage = asking;
    questions.find(claimed.ticket, claimed, asked(claimed, asking));
  }

  /** What is asked about: which processor, and when it can have been sent at the earliest. */
  private Intent asked(ClaimedPayment claimed, Stage.AskingEverywhere asking) {
    return new Intent(
        router.monitors().get(asking.processor()).name(), claimed.payment().acceptedAtMillis());
  }

  private void askedEverywhere(
      ClaimedPayment claimed, Stage.AskingEverywhere asking, Lookup lookup, Now now) {
    switch (lookup) {
      case Lookup.Found found -> {
        state.resolving--;
        claimed.noteFound(now.wallMillis());
        Intent executed = new Intent(asked(claimed, asking).processor(), found.requestedAtMillis());
        correct(claimed, executed, found, now);
      }
      case Lookup.Absent _ when asking.processor() + 1 < router.monitors().size() ->
          ask(claimed, asking.next());
      case Lookup.Absent _ -> {
        state.resolving--;
        claimed.askedEverywhere =
            asking.askedAtMillis() >= eras.nothingOnItsWayAtMillis()
                || asking.then() instanceof Stage.Waiting
                    && !eras.doubtsQueued(now.monotonicMillis());
        claimed.askEverywhereAtMillis = eras.nothingOnItsWayAtMillis();
        goOn(claimed, asking.then(), now);
      }
      case Lookup.Unavailable _ -> {
        state.resolving--;
        claimed.askEverywhereAtMillis =
            pace.nextStepAtMillis(claimed.timesUnanswered++, now.monotonicMillis());
        goOn(claimed, asking.then(), now);
      }
    }
  }

  private void goOn(ClaimedPayment claimed, Stage.Idle then, Now now) {
    switch (then) {
      case Stage.Waiting(boolean staleIntent) -> waitToBeSent(claimed, staleIntent, now);
      case Stage.InDoubt doubt -> later(claimed, doubt, now);
    }
  }

  // Written.

  void written(long ticket, WriteResult result, Now now) {
    ClaimedPayment claimed = payments.required(ticket);
    Stage.AwaitsWrite stage = ClaimedPayments.awaiting(Stage.AwaitsWrite.class, claimed);
    conflicts += result == WriteResult.CONFLICT ? 1 : 0;
    if (result == WriteResult.REFUSED) {
      writeRefused(claimed, stage, now);
      return;
    }
    if (result == WriteResult.NO_ANSWER) {
      writeUnanswered(claimed, stage, now.monotonicMillis() + CoreState.STORE_BACKOFF_MILLIS, now);
      return;
    }
    if (stage instanceof Stage.Settling && result != WriteResult.CLAIM_LOST) {
      eras.settled(claimed.settlement(), now.monotonicMillis());
    }
    publish(claimed, stage, result);
    if (result != WriteResult.DONE || (claimed.claimLost && StoreWriter.announcesSend(stage))) {
      writes.notSent(stage);
      if (stage instanceof Stage.Settling && result != WriteResult.CLAIM_LOST) {
        payments.drop(claimed);
      } else {
        // Also where the store knows better, as an operator may have told it: it may forget that.
        payments.lose(claimed);
      }
    } else {
      claimed.written();
      switch (stage) {
        case Stage.Beginning(Intent intent, Now begunAt) ->
            send(claimed, new Stage.Sending(intent, begunAt), now);
        case Stage.Doubting(Stage.InDoubt next) -> inDoubt(claimed, next);
        case Stage.Correcting(Intent intent) -> writes.settle(claimed, intent, now);
        case Stage.Reclaiming(Stage.InDoubt doubt, Now begunAt) ->
            resend(claimed, doubt, begunAt, now);
        case Stage.Clearing _ -> {
          eras.ended(claimed.payment().correlationId());
          waitToBeSent(claimed, false, now);
        }
        case Stage.Settling _ -> payments.drop(claimed);
        case Stage.GivingUp _ -> {
          eras.ended(claimed.payment().correlationId());
          payments.drop(claimed);
        }
      }
    }
  }

  void writeFailed(long ticket, Now now) {
    state.storeIsAway(now);
    ClaimedPayment claimed = payments.required(ticket);
    Stage.AwaitsWrite stage = ClaimedPayments.awaiting(Stage.AwaitsWrite.class, claimed);
    writeUnanswered(claimed, stage, state.storeBackAtMillis, now);
  }

  private void writeUnanswered(
      ClaimedPayment claimed, Stage.AwaitsWrite stage, long againAtMillis, Now now) {
    writes.notSent(stage);
    switch (stage) {
      // Says only what the record says already: it makes no difference whether it is done.
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when claimed.recordedInDoubt() ->
          later(claimed, doubt, now);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> doubt(claimed, doubt, now);
      // Until the store has answered nobody knows what it has, and nothing else may be written.
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.GivingUp _ ->
          writes.repeat(claimed, againAtMillis);
    }
  }

  /**
   * Repeats it alone, ever more rarely. A payment is not given up for it: it may have been
   * executed.
   */
  private void writeRefused(ClaimedPayment claimed, Stage.AwaitsWrite stage, Now now) {
    refusedWrites++;
    claimed.refusals++;
    writes.notSent(stage);
    switch (stage) {
      case Stage.Reclaiming(Stage.InDoubt doubt, _) -> later(claimed, doubt, now);
      case Stage.Beginning _,
          Stage.Doubting _,
          Stage.Correcting _,
          Stage.Settling _,
          Stage.Clearing _,
          Stage.GivingUp _ ->
          writes.repeatRarely(claimed, now);
    }
  }

  private void publish(ClaimedPayment claimed, Stage.AwaitsWrite stage, WriteResult result) {
    Payment payment = claimed.payment();
    switch (stage) {
      case Stage.Settling(Intent intent) when result == WriteResult.CONFLICT -> {
        commands.add(
            new Command.Log(
                Level.SEVERE,
                "payment %s was executed at %s with requestedAt %s although the store has it elsewhere, perhaps paid twice%s"
                    .formatted(
                        payment.correlationId(),
                        intent.processor(),
                        RequestedAt.text(intent.requestedAtMillis()),
                        TraceParent.words(claimed.history.trace()))));
        publish(new PaymentEvent.Conflict(payment, intent));
      }
      // The answer to the first such write may have been lost.
      case Stage.Settling(Intent intent)
          when result == WriteResult.DONE || result == WriteResult.ALREADY_SETTLED ->
          publish(new PaymentEvent.Settled(payment, intent));
      case Stage.GivingUp(String reason) when result == WriteResult.DONE ->
          publish(new PaymentEvent.Dead(payment, reason));
      case Stage.Doubting(Stage.InDoubt next) when result == WriteResult.DONE ->
          publishDoubt(claimed, next);
      case Stage.Reclaiming(Stage.InDoubt doubt, _) when result == WriteResult.DONE ->
          publishDoubt(claimed, doubt);
      case Stage.AwaitsWrite _ -> {}
    }
  }

  private void publishDoubt(ClaimedPayment claimed, Stage.InDoubt doubt) {
    if (!claimed.doubtTold) {
      claimed.doubtTold = true;
      publish(new PaymentEvent.InDoubt(claimed.payment(), doubt.intent()));
    }
  }

  private void publish(PaymentEvent event) {
    commands.add(new Command.Publish(event));
  }
}
