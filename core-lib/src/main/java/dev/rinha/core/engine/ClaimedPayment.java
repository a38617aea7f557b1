package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import org.jspecify.annotations.Nullable;

/** One payment while a worker holds it. Times are monotonic where their name does not say wall. */
final class ClaimedPayment {

  private static final long NOT_IN_DOUBT = Long.MIN_VALUE;

  final long ticket;

  /** As this worker knows the record to be: changes with each write that is done. */
  Claim claim;

  Stage stage;
  History history;

  /** When it was accepted, and when it came into the queue, as far as this worker can tell. */
  final long acceptedAtMillis;

  final long queuedAtMillis;

  /** Its place among those that wait: the earliest first. */
  long turnMillis;

  /** When it began to wait, to know whether a hold concerned it. */
  long waitingSinceMillis;

  long waitingSinceWallMillis;

  /** When the request that is out was handed over to be sent. */
  long leftAtMillis;

  /** How often it was asked about since, and when that is to be thought of again. */
  int timesAsked;

  long askAtMillis;

  /** Whether such a question is out. */
  boolean asked;

  /** When the processor was asked last of those times when it said that it does not have it. */
  long absentAtMillis = Long.MIN_VALUE;

  /** Another worker holds it now; only an answer that is still out is of interest. */
  boolean claimLost;

  /** The last write, to repeat it when the store did not answer. */
  Command.@Nullable StoreWrite lastWrite;

  /** When to repeat it; {@link Long#MAX_VALUE} for not at all. */
  long repeatWriteAtMillis = Long.MAX_VALUE;

  /** How often the store could not do it. */
  int refusals;

  /** Whoever listens has been told that it is in doubt. */
  boolean doubtTold;

  /** Where it counts as in doubt; empty for nowhere. */
  String doubtfulAt = "";

  /** No processor has it, by all that can have been sent before the store went back in time. */
  boolean askedEverywhere;

  /** When to ask every processor again, and how often one of them did not answer. */
  long askEverywhereAtMillis = Long.MIN_VALUE;

  int timesUnanswered;

  /** Since when it is in doubt, whoever held it then; {@link #NOT_IN_DOUBT} if it is not. */
  private long inDoubtSinceWallMillis;

  ClaimedPayment(long ticket, Claim claim, Now now) {
    this.ticket = ticket;
    this.claim = claim;
    this.stage = new Stage.Waiting(false);
    this.history = claim.history();
    this.acceptedAtMillis = now.monotonicMillisOf(claim.payment().acceptedAtMillis());
    this.queuedAtMillis = now.monotonicMillisOf(claim.queuedAtMillis());
    this.turnMillis = claim.queuedAtMillis();
    this.waitingSinceMillis = now.monotonicMillis();
    this.waitingSinceWallMillis = now.wallMillis();
    this.inDoubtSinceWallMillis =
        claim.state() instanceof PaymentState.InDoubt(_, long sinceMillis)
            ? sinceMillis
            : NOT_IN_DOUBT;
  }

  Payment payment() {
    return claim.payment();
  }

  /**
   * Whether it goes on as it is when that claim is handed out once more. Who has held it meanwhile
   * has said that it is in doubt: the store refuses what was seen before that. Not so of one that
   * was in doubt already.
   */
  boolean holdsBy(Claim other) {
    return !claimLost
        && !recordedInDoubt()
        && claim.entry().equals(other.entry())
        && claim.generation() == other.generation();
  }

  /** Whether the store has it as in doubt, as far as this worker knows. */
  boolean recordedInDoubt() {
    return claim.state() instanceof PaymentState.InDoubt;
  }

  /** The last write is done. */
  void written() {
    refusals = 0;
    switch (requireNonNull(lastWrite)) {
      case Command.Begin(_, WorkQueue.Begin write) ->
          claim = claim.as(new PaymentState.Sending(write.intent()), write.history());
      case Command.Doubt(_, WorkQueue.Doubt write) ->
          claim =
              claim.as(
                  new PaymentState.InDoubt(write.intent(), write.sinceMillis()), write.history());
      case Command.Clear(_, WorkQueue.Clearance write) ->
          claim = claim.as(new PaymentState.Queued(), write.history());
      case Command.Settle _, Command.GiveUp _ -> {}
    }
  }

  /** Since when it is in doubt: from now on if it was not before. */
  long inDoubtSince(long nowWallMillis) {
    if (inDoubtSinceWallMillis == NOT_IN_DOUBT) {
      inDoubtSinceWallMillis = nowWallMillis;
    }
    return inDoubtSinceWallMillis;
  }

  /** What is known of it, for a store that may have forgotten it. */
  WorkQueue.Recollection recollection(Now now) {
    PaymentState state =
        stage
            .attempt()
            .<PaymentState>map(
                intent -> new PaymentState.InDoubt(intent, inDoubtSince(now.wallMillis())))
            .orElse(new PaymentState.Queued());
    return new WorkQueue.Recollection(claim, state, history);
  }

  /** The write that is done. */
  WorkQueue.Settlement settlement() {
    if (!(lastWrite instanceof Command.Settle(_, WorkQueue.Settlement done))) {
      throw new IllegalStateException("not settled by " + lastWrite);
    }
    return done;
  }

  /** Others go first: a processor that refused it is to be tested with another payment. */
  void lastOfAll(long nowMillis) {
    turnMillis = Long.MAX_VALUE / 2 + nowMillis;
  }

  void noLongerInDoubt() {
    inDoubtSinceWallMillis = NOT_IN_DOUBT;
  }

  void noteHeld(Reason reason, long atWallMillis) {
    history = history.held(reason, age(atWallMillis));
  }

  void noteSent(String processor, Reason reason, long atWallMillis) {
    history = history.sent(processor, reason, age(atWallMillis));
  }

  void noteEnded(Outcome outcome, long atWallMillis) {
    history = history.ended(result(outcome), age(atWallMillis));
  }

  private static History.Result result(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _ -> History.Result.EXECUTED;
      case Outcome.Duplicate _ -> History.Result.DUPLICATE;
      case Outcome.NotSent _ -> History.Result.NOT_SENT;
      case Outcome.Throttled _ -> History.Result.THROTTLED;
      case Outcome.Failed _ -> History.Result.FAILED;
      case Outcome.Rejected _ -> History.Result.REJECTED;
      case Outcome.Intercepted _ -> History.Result.INTERCEPTED;
      case Outcome.Unknown _ -> History.Result.UNKNOWN;
    };
  }

  void noteFound(long atWallMillis) {
    history = history.ended(History.Result.FOUND, age(atWallMillis));
  }

  /** Never negative, even where clocks of two machines disagree. */
  private long age(long atWallMillis) {
    return Math.max(0, atWallMillis - payment().acceptedAtMillis());
  }
}
