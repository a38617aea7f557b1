package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import java.util.List;

/**
 * What a worker does with accepted payments. Writes are guarded: those that start something ({@link
 * #begin}, {@link #doubt}, {@link #clear}, {@link #giveUp}) need a valid claim, and a record that
 * still says what the writer has seen: the same attempt, or that the payment is queued with the
 * same history. So a write that comes late, twice or out of order overwrites nothing. Those that
 * record a fact ({@link #settle}) need the intent that is in the store. A refused write changes
 * nothing.
 *
 * <p>Lists are answered in the order of the arguments, one result each; each element is atomic, a
 * list is not.
 */
public interface WorkQueue {

  /** What became of a guarded write. */
  enum WriteResult {
    /** Done, now or by an earlier identical call. */
    DONE,
    /**
     * Another worker holds the payment now, a purge has removed it, or its record is not what the
     * claim says: whoever takes it over reads it anew.
     */
    CLAIM_LOST,
    /** The payment is settled; there is nothing left to do. */
    ALREADY_SETTLED,
    /**
     * Only from {@link #settle}: the payment has been given to another attempt, or is dead. What
     * was reported is kept in the store's list of conflicts.
     */
    CONFLICT,
    /** The store cannot do this one, whatever becomes of others; nothing is changed. */
    REFUSED,
    /**
     * Only from a store of several partitions: that of this payment does not answer, and it is not
     * known whether this was done; others go on.
     */
    NO_ANSWER
  }

  /** A send that is about to happen, of a payment that is still as the claim says. */
  record Begin(Claim claim, Intent intent, History history) {}

  /** A payment known to be executed by the intent. */
  record Settlement(Claim claim, Intent intent, long settledAtMillis, History history) {}

  /** An attempt without a definitive answer, which must be the one that is recorded. */
  record Doubt(Claim claim, Intent intent, long sinceMillis, History history) {}

  /** A payment whose attempts are all definitively not executed, the last one is the claim's. */
  record Clearance(Claim claim, History history) {}

  /**
   * What a worker knows of a payment, for a store that may have gone back in time.
   *
   * @param claim its generation and payment count
   * @param state queued, if no attempt of this worker can be on its way; in doubt; or settled
   */
  record Recollection(Claim claim, PaymentState state, History history) {}

  /** A payment that is given up, and is still as the claim says. */
  record GiveUp(Claim claim, String reason, long diedAtMillis, History history) {}

  /**
   * How long to wait for the answer to a call, in milliseconds; longer where the call itself may
   * wait. A call that takes longer is interrupted by whoever waits for it: what it has not done by
   * then it does before any later call, or never.
   */
  long answerBoundMillis();

  /**
   * Takes the oldest payments of the queue that were not taken before. They are said to be queued,
   * as they came into the queue; where the queue hands out anew what was taken before, the first
   * write is refused unless that is so.
   *
   * @param max at most this many
   * @param waitMillis how long to wait for the first one; 0 returns at once
   */
  List<Claim> take(String worker, int max, long waitMillis);

  /**
   * Takes over payments whose holder has not renewed its claim for some time, or has released it.
   * Idle times are those of the store's clock, which somebody may set: then claims may be handed
   * out too early, or too late, but not by more than an idle time after the next call.
   *
   * @param idleMillis how long the claim must not have been renewed
   */
  List<Claim> takeOver(String worker, int max, long idleMillis);

  /**
   * Says that the worker still holds these payments.
   *
   * @return those it does not hold any more
   */
  List<Claim> renew(String worker, List<Claim> claims);

  /** Lets others take these payments over at once. Claims held by others are left alone. */
  void release(String worker, List<Claim> claims);

  /**
   * Leaves payments in doubt in the store, where nobody holds them, for whoever has room to look
   * into them. Claims held by others are left alone.
   *
   * @param processor where they may be executed
   */
  void park(String worker, String processor, List<Claim> claims);

  /** Takes parked payments, oldest first. Nobody else takes them over. */
  List<Claim> takeBack(String worker, String processor, int max);

  /** Records where each payment is about to be sent. Must be done before the first byte leaves. */
  List<WriteResult> begin(String worker, List<Begin> sends);

  /** Records that it is not known whether the intent was executed. */
  List<WriteResult> doubt(String worker, List<Doubt> doubts);

  /**
   * Records that no attempt of these payments has been executed or can be: they are queued again.
   */
  List<WriteResult> clear(String worker, List<Clearance> clearances);

  /**
   * Settles payments: marks them settled, adds them to the summary, appends them to the ledger,
   * takes them off the queue. Repeating it changes nothing. Does not need a claim: a worker that
   * lost its claim while it waited for the answer still knows what happened. Nor does it need the
   * intent in a store that has gone back in time: a payment that is queued there is settled, and
   * one that is not there at all, unless it was forgotten for its age.
   */
  List<WriteResult> settle(List<Settlement> settlements);

  /** Moves payments to the dead letters. */
  List<WriteResult> giveUp(String worker, List<GiveUp> giveUps);

  /**
   * Tells again what a worker knows, after the store may have gone back in time: what is missing is
   * made again, what is settled is settled, and what is queued or dead there though an attempt may
   * be on its way is in doubt. Nothing else is changed.
   *
   * @return of how many the store did not know
   */
  int recall(List<Recollection> recollections);

  /**
   * Says that the worker is at work, and has told all that it knew before that era began.
   *
   * @param era 0 stands for the present one: of a worker that has just begun, and knows nothing
   * @param waitsForOthers false gives up other workers that have not told: what they knew counts as
   *     nothing from now on, so the caller has waited for as long as they can matter
   * @return the present era
   */
  Era told(String worker, long era, boolean waitsForOthers);

  /**
   * Says that the worker begins nothing any more, and that all it began is written down. If it has
   * not told in the present era, others go on waiting for that.
   */
  void leave(String worker);
}
