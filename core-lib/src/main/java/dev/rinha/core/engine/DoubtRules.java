package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.ProcessorSettings;

/** What is believed of a processor about a payment in doubt, and when it is asked or sent again. */
final class DoubtRules {

  private final CoreState state;
  private final Questions questions;

  DoubtRules(CoreState state, Questions questions) {
    this.state = state;
    this.questions = questions;
  }

  /**
   * Whether "not there" is believed: nothing can come late, and it is the processor who says it.
   */
  boolean believed(Stage.InDoubt doubt, long askedAtMillis, Now now) {
    return askedAtMillis >= doubt.believedFromMillis()
        && !monitor(doubt).intercepted(now.monotonicMillis());
  }

  /** Whether asking once more would tell something that is not known. */
  boolean askingTells(ClaimedPayment claimed, Stage.InDoubt doubt, Now now) {
    return state.eras.doubtsDoubts(now.monotonicMillis())
        || !state.pace.saidAlready(
            doubt, claimed.absentAtMillis, monitor(doubt), now.monotonicMillis());
  }

  /** A pause of the queue or of the processor ends the sending again, not the asking. */
  boolean mayResend(Stage.InDoubt doubt, Now now) {
    return state.maySend(now) && state.pace.resendDue(doubt, monitor(doubt), now.monotonicMillis());
  }

  /** Whether the processor could have answered by now, as far as is known. */
  boolean worthAsking(ClaimedPayment claimed, Intent intent, Now now) {
    AnswerTimes times = questions.answerTimes(intent);
    return questions.mayAskMore()
        && times.lateAfterMillis() > 0
        && now.monotonicMillis() - claimed.leftAtMillis >= times.soonestMillis();
  }

  Stage.InDoubt unclear(Stage.InDoubt doubt, Now now) {
    return doubt.notBelievedBefore(afterUnknownMillis(doubt.intent(), now));
  }

  /** From when on "not there" is believed if a request may be on its way to that processor now. */
  long afterUnknownMillis(Intent intent, Now now) {
    return state.pace.believedFromMillis(lookUpLagMillis(intent), now.monotonicMillis());
  }

  /** From when on "not there" is believed if an attempt has just ended without success. */
  long afterFailureMillis(Intent intent, Now now) {
    return now.monotonicMillis() + lookUpLagMillis(intent);
  }

  private long lookUpLagMillis(Intent intent) {
    return state.router.knows(intent.processor())
        ? state.router.monitor(intent.processor()).settings().lookUpLagMillis()
        : ProcessorSettings.DEFAULT_LOOK_UP_LAG_MILLIS;
  }

  long nextStepAtMillis(Stage.InDoubt doubt, int steps, Now now) {
    return state.router.knows(doubt.intent().processor())
        ? state.pace.nextStepAtMillis(doubt, steps, monitor(doubt), now.monotonicMillis())
        : state.pace.nextStepAtMillis(steps, now.monotonicMillis());
  }

  ProcessorMonitor monitor(Stage.InDoubt doubt) {
    return state.router.monitor(doubt.intent().processor());
  }
}
