package dev.rinha.core.store;

import dev.rinha.core.store.WorkQueue.Write;
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
   */
  record Freeing(InDoubtPayment payment, long freedAtMillis, String history) {}

  /**
   * Lists payments in doubt, longest in doubt first. Some that enter or leave that state while it
   * is read may be missing.
   *
   * @param max at most this many
   */
  List<InDoubtPayment> inDoubt(int max);

  /** The payment, if it is in doubt. */
  Optional<InDoubtPayment> inDoubt(UUID correlationId);

  /**
   * Puts payments in doubt back at the end of the queue without their intent, each in one atomic
   * step and whoever holds it: its claim is lost. Should the holder still report that the intent
   * was executed, that is {@link Write#CONFLICT}.
   *
   * @return {@link Write#DONE}, {@link Write#ALREADY_SETTLED}, or {@link Write#CLAIM_LOST} if the
   *     payment is not in doubt with that intent any more
   */
  List<Write> free(List<Freeing> freeings);
}
