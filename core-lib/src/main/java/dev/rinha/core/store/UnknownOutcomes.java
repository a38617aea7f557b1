package dev.rinha.core.store;

import dev.rinha.core.history.History;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Payments in doubt, for whoever knows more of them than the worker can find out. */
public interface UnknownOutcomes {

  /**
   * A payment of which somebody knows that the intent was not executed and cannot be any more.
   *
   * @param freedAtMillis the payment's age counts from here on, in milliseconds since the epoch
   * @param history the payment's history and who freed it
   * @param quietMillis for how long the queue or the processor must have been paused by then, so
   *     that nothing can be on its way there; 0 if it need not be. Counted by the store's clock and
   *     by the operators', whichever says less
   */
  record Freeing(InDoubtPayment payment, long freedAtMillis, History history, long quietMillis) {}

  /** What became of a freeing. */
  enum Freed {
    /** Back on the queue, now or by an earlier identical call. */
    DONE,
    /** Not in doubt with that intent any more; nothing changed. */
    NOT_IN_DOUBT,
    /** Settled meanwhile; nothing changed. */
    ALREADY_SETTLED,
    /** Something may have been sent too short a time ago; nothing changed. */
    TOO_EARLY
  }

  /**
   * Lists payments in doubt, longest in doubt first. Some that enter or leave that state while it
   * is read may be missing.
   *
   * @param max at most this many
   */
  List<InDoubtPayment> list(int max);

  /** The payment, if it is in doubt. */
  Optional<InDoubtPayment> find(UUID correlationId);

  /**
   * Puts payments in doubt back at the end of the queue without their intent, each in one atomic
   * step and whoever holds it: its claim is lost. Should the holder still report that the intent
   * was executed, that is {@link WorkQueue.WriteResult#CONFLICT}. Answers in the order of the
   * arguments.
   */
  List<Freed> free(List<Freeing> freeings);
}
