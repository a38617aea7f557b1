package dev.rinha.core.audit;

import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.UUID;

/** Two records that contradict each other. Immutable. */
public sealed interface Break {

  /** What is wrong. */
  Kind kind();

  /**
   * One payment.
   *
   * @param processor where, empty if it was never sent
   * @param atMillis its {@code requestedAt} here, or when it was accepted if it was never sent;
   *     milliseconds since the epoch; 0 if it is not known
   * @param detail what each side says, as a clause
   */
  record OfPayment(Kind kind, UUID correlationId, String processor, long atMillis, String detail)
      implements Break {}

  /**
   * Payments of a processor in a window of time that cannot be named one by one.
   *
   * @param expected what they should come to: in the ledger, in the buckets below, in our books
   * @param found what they come to: in the aggregates, in the bucket, at the processor
   */
  record OfTotals(Kind kind, String processor, TimeWindow window, Totals expected, Totals found)
      implements Break {}

  /**
   * Counted payments.
   *
   * @param what what was counted
   */
  record OfCensus(Kind kind, String what, long expected, long found) implements Break {}

  /** Kinds of breaks, with what an operator should know of them. */
  enum Kind {
    /** The record is there, and nobody can read it: nobody executes the payment. */
    RECORD_UNREADABLE("its record cannot be read, so nobody executes it"),
    /** In the queue, and nobody can read it. */
    ENTRY_UNREADABLE("in the queue, and nobody can read it: a worker that takes it sets it aside"),
    /** In the ledger, the queue or a list, and the store has no record of it. */
    RECORD_MISSING("the store has no record of this payment"),
    /** Settled by its record, and not in the ledger. */
    LEDGER_MISSING("settled, but not in the ledger"),
    /** More than once in the ledger. */
    LEDGER_DOUBLED("more than once in the ledger"),
    /** Ledger and record disagree about amount, time or processor. */
    LEDGER_DIFFERS("ledger and record disagree"),
    /** In the ledger, and not settled by its record. */
    LEDGER_EXTRA("in the ledger, but not settled"),
    /** Unfinished by its record, and not in the queue: nobody will execute it. */
    QUEUE_MISSING("unfinished, but not in the queue: nobody will execute it"),
    /** More than once in the queue. */
    QUEUE_DOUBLED("more than once in the queue"),
    /** Queue and record disagree about the amount. */
    QUEUE_DIFFERS("queue and record disagree"),
    /** Finished by its record, and still in the queue. */
    QUEUE_EXTRA("finished, but still in the queue"),
    /** Dead, discarded or in doubt by its record, and not in the list that operators see. */
    LIST_MISSING("not in the list that operators see"),
    /**
     * In the list of dead letters, or discarded ones, or of payments in doubt without being that.
     */
    LIST_EXTRA("in a list that operators see, without belonging there"),
    /** The aggregates say something else than the ledger: every summary of that time is wrong. */
    AGGREGATE_DIFFERS("aggregates and ledger disagree"),
    /** A bucket of the aggregates is not the sum of those that it holds. */
    LEVELS_DIFFER("a bucket is not the sum of its parts"),
    /** Accepted is not settled + queued + sending + in doubt + dead + discarded. */
    NOT_CONSERVED("accepted is not settled + unfinished + dead + discarded"),
    /** A counter is not the number of what it counts. */
    COUNTER_DIFFERS("a counter is wrong"),
    /** Settled here, and the processor does not have it, nor any other. */
    MISSING_AT_PROCESSOR("settled here, but no processor has it"),
    /** The processor has it with another amount. */
    AMOUNT_DIFFERS("the processor has another amount"),
    /** The processor has it with another {@code requestedAt}. */
    TIME_DIFFERS("the processor has another time"),
    /** Settled here at one processor, and it is another one that has it. */
    OTHER_PROCESSOR("another processor has it"),
    /** Two processors have it. */
    DOUBLED("executed by two processors"),
    /** The processor has it, and here it is not settled and not on its way. */
    NOT_SETTLED_HERE("the processor has it, but it is not settled here"),
    /** The processor has payments that nobody here can name. */
    EXTRA_AT_PROCESSOR("the processor has payments that none of those here was found to be"),
    /**
     * The processor has payments from before the store was made or purged: nobody here has them.
     */
    OLDER_THAN_STORE("the processor has payments from before the store was purged or made"),
    /** The totals differ, and it was not looked up further. */
    TOTALS_DIFFER("the totals differ; not looked up further");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What is wrong, as a clause. */
    public String words() {
      return words;
    }
  }
}
