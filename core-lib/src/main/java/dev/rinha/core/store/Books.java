package dev.rinha.core.store;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets.Span;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * All that a store has written down beside its {@link Ledger}, laid open for whoever checks one
 * record against the other; and the one way to set the aggregates right.
 *
 * <p>Everything is read in pages beside the running business, in memory that does not grow with the
 * number of payments. A page is of one moment, two pages are not: what changes in between may be
 * seen before or after. Thread safe. Every method may throw {@link StoreException}.
 */
public interface Books {

  /**
   * A payment's entry in the queue.
   *
   * @param place the entry's place, which no other one ever has
   * @param payment as it stands in the entry
   */
  record QueueEntry(String place, Payment payment) {}

  /**
   * Since when all this is written down: when the store was made, or last purged, by its clock.
   * Milliseconds since the epoch; 0 if it is not known.
   */
  long begunAtMillis();

  /**
   * Reads the record of every payment that was ever accepted, each once and in no order.
   *
   * @param unreadable is told of those that cannot be read: the correlation id, and what is wrong
   */
  void records(Consumer<PaymentRecord> reader, BiConsumer<UUID, String> unreadable);

  /**
   * Reads the queue, from its beginning: payments that wait, and those that a worker holds.
   *
   * @param unreadable is told of entries that cannot be read: the place, and what is wrong
   */
  void queue(Consumer<QueueEntry> reader, BiConsumer<String, String> unreadable);

  /**
   * Reads the entries that were in the queue and could not be read, oldest first. There is none in
   * a store to which nobody but itself writes.
   */
  default void setAside(Consumer<SetAside> reader) {}

  /**
   * Forgets entries that were set aside, and nothing else.
   *
   * @param names of those entries
   * @return how many
   */
  default int dropSetAside(List<String> names) {
    return 0;
  }

  /**
   * Queues unfinished payments again that are not in the queue: somebody has deleted or trimmed it.
   * Each is one atomic step, which repeating does not repeat; a payment that has moved on since it
   * was seen is left alone. The caller has looked through the whole queue since it saw the records.
   *
   * @param missing as they were seen
   * @param nowMillis they count as queued since then, in milliseconds since the epoch
   * @return how many are queued again
   */
  int requeue(List<PaymentRecord> missing, long nowMillis);

  /** Reads the list of dead letters. */
  void deadLetters(Consumer<UUID> reader);

  /** Reads the list of discarded dead letters. */
  void discarded(Consumer<UUID> reader);

  /** Reads the list of payments in doubt. */
  void inDoubt(Consumer<UUID> reader);

  /** The records of these payments; of those that are unknown there is none. */
  List<PaymentRecord> find(Collection<UUID> correlationIds);

  /**
   * Names the pages of the aggregates that there are, whether anything refers to them or not; some
   * perhaps more than once.
   */
  void pages(Consumer<Span> reader);

  /** What the aggregates have in these spans, all at one moment; empty buckets may be missing. */
  List<BucketTotals> buckets(List<Span> spans);

  /**
   * Sets the aggregates of one second right, in one atomic step: first the milliseconds, then
   * everything above them that holds this second, anew from what is below it. Repeating it changes
   * nothing.
   *
   * @param second counted from the epoch
   * @param corrections of milliseconds of that second; with none only what is above is made anew
   * @return whether it was done; if not, something has moved since it was seen and nothing changed
   */
  boolean correct(long second, List<Correction> corrections);
}
