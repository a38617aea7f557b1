package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Outcome;
import java.util.Optional;

/** Where a payment is while a worker holds it: one type per stage, grouped by what it waits for. */
sealed interface Stage {

  // Times in stages are on the monotonic clock of the worker that holds the payment.

  /**
   * The attempt that may have been executed or be on its way; none if there is none, or if it is
   * not sent before its write is confirmed.
   */
  default Optional<Intent> attempt() {
    return switch (this) {
      case Waiting _, Beginning _, Clearing _, GivingUp _ -> Optional.empty();
      case Sending(Intent intent, _) -> Optional.of(intent);
      case Answered(AwaitsAnswer request, _) -> request.attempt();
      case Verifying(InDoubt doubt, _, _) -> doubt.attempt();
      case Confirming(InDoubt doubt, _) -> doubt.attempt();
      case Doubting(InDoubt next) -> next.attempt();
      case InDoubt(Intent intent, _, _, _, _, _) -> Optional.of(intent);
      case Asking(InDoubt doubt, _) -> doubt.attempt();
      case AskingEverywhere(Idle then, _, _) -> then.attempt();
      case Reclaiming(InDoubt doubt, _) -> doubt.attempt();
      case Resending(InDoubt doubt) -> doubt.attempt();
      case Correcting(Intent intent) -> Optional.of(intent);
      case Settling(Intent intent) -> Optional.of(intent);
    };
  }

  /** Nothing is out: no request, no write. */
  sealed interface Idle extends Stage {}

  /** A write to the store is out. */
  sealed interface AwaitsWrite extends Stage {}

  /** A request to execute the payment is out. */
  sealed interface AwaitsAnswer extends Stage {
    /** What was sent. */
    Intent intent();
  }

  /** A question to a processor is out. */
  sealed interface AwaitsLookup extends Stage {}

  /**
   * No attempt was executed; the payment waits to be sent.
   *
   * @param staleIntent whether the store may still have the intent of an attempt that is over
   */
  record Waiting(boolean staleIntent) implements Idle {}

  /**
   * The intent is being written. Nothing has been sent.
   *
   * @param begunAt when that was decided
   */
  record Beginning(Intent intent, Now begunAt) implements AwaitsWrite {}

  /**
   * The request is on its way.
   *
   * @param begunAt as in {@link Beginning}
   */
  record Sending(Intent intent, Now begunAt) implements AwaitsAnswer {}

  /**
   * The request was answered while the processor was asked about it. What it was asked before it
   * answered is of use only if it has the payment; otherwise the answer counts.
   */
  record Answered(AwaitsAnswer request, Outcome outcome) implements AwaitsLookup {}

  /**
   * The processor is asked whether it has the payment, after a complete answer that left that open.
   *
   * @param doubt what the payment is in if that does not help
   * @param askedAtMillis as in {@link Asking}
   * @param saidToBeThere whether the answer was that it has the payment
   */
  record Verifying(InDoubt doubt, long askedAtMillis, boolean saidToBeThere)
      implements AwaitsLookup {}

  /**
   * The processor said that it does not have the payment, and is asked for another one that it
   * certainly has: something else may have begun to answer for it.
   *
   * @param absentAtMillis when it was asked about the payment
   */
  record Confirming(InDoubt doubt, long absentAtMillis) implements AwaitsLookup {}

  /** An unknown outcome is being written. */
  record Doubting(InDoubt next) implements AwaitsWrite {}

  /**
   * The outcome is unknown; waits for the next step of its resolution.
   *
   * @param believedFromMillis from when on a processor that does not have the payment is believed:
   *     nothing is on its way any more by then, and look-ups show what was executed before
   * @param absentSinceMillis when it said so for the first time when it could be believed; {@link
   *     #NOT_ABSENT} if it did not
   * @param sentAtMillis when the request was sent last
   * @param steps how many steps were made without result
   * @param wakeAtMillis when the next step is due
   */
  record InDoubt(
      Intent intent,
      long believedFromMillis,
      long absentSinceMillis,
      long sentAtMillis,
      int steps,
      long wakeAtMillis)
      implements Idle {

    static final long NOT_ABSENT = Long.MIN_VALUE;

    /** Of an attempt that was not looked into yet. */
    InDoubt(Intent intent, long believedFromMillis, long sentAtMillis, long wakeAtMillis) {
      this(intent, believedFromMillis, NOT_ABSENT, sentAtMillis, 0, wakeAtMillis);
    }

    /** The same, to be looked at then. */
    InDoubt postponed(long newWakeAtMillis) {
      return new InDoubt(
          intent, believedFromMillis, absentSinceMillis, sentAtMillis, steps, newWakeAtMillis);
    }

    /** One more step without result, the next one is due then. */
    InDoubt stepped(long newWakeAtMillis) {
      return new InDoubt(
          intent, believedFromMillis, absentSinceMillis, sentAtMillis, steps + 1, newWakeAtMillis);
    }

    /** The same, sent once more. */
    InDoubt resent(long newSentAtMillis) {
      return new InDoubt(
          intent, believedFromMillis, absentSinceMillis, newSentAtMillis, steps, wakeAtMillis);
    }

    /** The same after a further attempt, of which that holds. */
    InDoubt notBelievedBefore(long atMillis) {
      return new InDoubt(
          intent,
          Math.max(believedFromMillis, atMillis),
          absentSinceMillis,
          sentAtMillis,
          steps,
          wakeAtMillis);
    }

    /** The same, whatever was believed before. */
    InDoubt believedAnew() {
      return new InDoubt(intent, believedFromMillis, NOT_ABSENT, sentAtMillis, steps, wakeAtMillis);
    }

    /** Whether it was not there once when that could be believed. */
    boolean absentOnce() {
      return absentSinceMillis != NOT_ABSENT;
    }

    /** It was not there then, when that could be believed; to be looked at again after that. */
    InDoubt absentSince(long atMillis, long secondLookMillis) {
      long again = atMillis + secondLookMillis;
      return new InDoubt(intent, again, atMillis, sentAtMillis, steps, again);
    }
  }

  /**
   * One step of a resolution: the processor is asked.
   *
   * @param askedAtMillis what it answers may have been true then only: the answer can be long on
   *     its way, or wait for a process that stands still
   */
  record Asking(InDoubt doubt, long askedAtMillis) implements AwaitsLookup {}

  /**
   * One processor after the other is asked: the store may have gone back in time, and does not know
   * where the payment has been.
   *
   * @param then what it was before, and is again if none of them has it
   * @param processor which one is asked now, from 0 on
   * @param askedAtMillis when the first of them was asked
   */
  record AskingEverywhere(Idle then, int processor, long askedAtMillis) implements AwaitsLookup {

    /** The next processor is asked. */
    AskingEverywhere next() {
      return new AskingEverywhere(then, processor + 1, askedAtMillis);
    }
  }

  /**
   * One step of a resolution: the claim is confirmed before the same request is sent again.
   *
   * @param begunAt when that was decided
   */
  record Reclaiming(InDoubt doubt, Now begunAt) implements AwaitsWrite {}

  /** One step of a resolution: the same request is sent again. */
  record Resending(InDoubt doubt) implements AwaitsAnswer {
    @Override
    public Intent intent() {
      return doubt.intent();
    }
  }

  /**
   * The processor recorded another time than we have; our record is being corrected before it is
   * settled.
   */
  record Correcting(Intent intent) implements AwaitsWrite {}

  /** The payment is executed; that is being written. */
  record Settling(Intent intent) implements AwaitsWrite {}

  /** The intent of an attempt that is over is being removed. */
  record Clearing() implements AwaitsWrite {}

  /** The payment is being moved to the dead letters. */
  record GivingUp(String reason) implements AwaitsWrite {}
}
