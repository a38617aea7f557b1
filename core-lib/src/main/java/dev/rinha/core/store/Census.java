package dev.rinha.core.store;

/**
 * How many payments are where. {@code accepted = settled + queued + inFlight + inDoubt + dead +
 * discarded} holds at any moment.
 *
 * @param generation the purge generation that was counted
 * @param accepted payments accepted in this generation
 * @param settled executed and recorded
 * @param queued waiting for a worker
 * @param inFlight claimed by a worker and not in doubt: waiting for a processor, or in flight
 * @param inDoubt attempted, outcome unknown
 * @param dead dead letters
 * @param discarded dead letters that an operator has discarded
 * @param forgotten payments of this generation that were finished and then forgotten, see {@link
 *     Retention}; in none of the other numbers
 * @param oldestQueuedAtMillis when the unfinished payment that came into the queue first was
 *     accepted, or put back by an operator; {@link Long#MAX_VALUE} if there is none
 * @param regroupings how often the queue or its group was gone and had to be made anew, since the
 *     store was made
 * @param setAside entries of the queue that could not be read and were set aside; in none of the
 *     other numbers: a payment whose entry is among them is {@linkplain #missing missing}
 */
public record Census(
    long generation,
    long accepted,
    long settled,
    long queued,
    long inFlight,
    long inDoubt,
    long dead,
    long discarded,
    long forgotten,
    long oldestQueuedAtMillis,
    long regroupings,
    long setAside) {

  /** What somebody should run when payments are {@linkplain #missing missing} in the queue. */
  public static final String REMEDY = "queue them again with: rinha-cli audit --repair";

  /**
   * Counts what a store has.
   *
   * @param entries payments in the queue, whoever holds them
   * @param held those of them that a worker holds; one in doubt may be held by nobody where the
   *     group of the queue was lost
   */
  public static Census of(
      long generation,
      long accepted,
      long settled,
      long entries,
      long held,
      long inDoubt,
      long dead,
      long discarded,
      long forgotten,
      long oldestQueuedAtMillis,
      long regroupings,
      long setAside) {
    long doubtful = Math.min(inDoubt, entries);
    long taken = Math.max(held, doubtful);
    return new Census(
        generation,
        accepted,
        settled,
        entries - taken,
        taken - doubtful,
        doubtful,
        dead,
        discarded,
        forgotten,
        oldestQueuedAtMillis,
        regroupings,
        setAside);
  }

  /** Payments that are neither settled nor dead nor discarded. */
  public long unfinished() {
    return queued + inFlight + inDoubt;
  }

  /**
   * Payments that are unfinished by their records and not in the queue, so that nobody will execute
   * them: 0 unless somebody has deleted or trimmed it, or written to it.
   */
  public long missing() {
    return Math.max(0, accepted - settled - unfinished() - dead - discarded);
  }

  /** Whether the conservation law holds. */
  public boolean conserved() {
    return accepted == settled + unfinished() + dead + discarded;
  }
}
