package dev.rinha.core.execution;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import org.jspecify.annotations.Nullable;

/** One payment while a worker holds it. */
final class Execution {

  private static final long NOT_IN_DOUBT = Long.MIN_VALUE;

  final long ticket;
  final Claim claim;
  Stage stage;
  History history;

  /** When it began to wait, to know whether a hold concerned it. */
  long waitingSinceMillis;

  /** Another worker holds it now; only an answer that is still out is of interest. */
  boolean claimLost;

  /** The last write, to repeat it when the store did not answer. */
  Command.@Nullable StoreWrite lastWrite;

  boolean writeFailed;

  /** Since when it is in doubt, whoever held it then; {@link #NOT_IN_DOUBT} if it is not. */
  private long inDoubtSinceMillis;

  Execution(long ticket, Claim claim, long nowMillis) {
    this.ticket = ticket;
    this.claim = claim;
    this.stage = new Stage.Waiting(false);
    this.history = new History(claim.history());
    this.waitingSinceMillis = nowMillis;
    this.inDoubtSinceMillis =
        claim.state() instanceof PaymentState.InDoubt(_, long sinceMillis)
            ? sinceMillis
            : NOT_IN_DOUBT;
  }

  Payment payment() {
    return claim.payment();
  }

  /** Since when it is in doubt: from now on if it was not before. */
  long inDoubtSince(long nowMillis) {
    if (inDoubtSinceMillis == NOT_IN_DOUBT) {
      inDoubtSinceMillis = nowMillis;
    }
    return inDoubtSinceMillis;
  }

  void noLongerInDoubt() {
    inDoubtSinceMillis = NOT_IN_DOUBT;
  }

  void noteHeld(Reason reason, long atMillis) {
    history = history.held(reason, age(atMillis));
  }

  void noteSent(String processor, Reason reason, long atMillis) {
    history = history.sent(processor, reason, age(atMillis));
  }

  void noteEnded(Outcome outcome, long atMillis) {
    history = history.ended(History.Result.of(outcome), age(atMillis));
  }

  void noteFound(long atMillis) {
    history = history.ended(History.Result.FOUND, age(atMillis));
  }

  /** Never negative, even where clocks of two machines disagree. */
  private long age(long atMillis) {
    return Math.max(0, atMillis - payment().acceptedAtMillis());
  }
}
