package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Queues again what the records say is unfinished and an audit has not found in the queue.
 *
 * <p>Safe beside running workers, and when several do it. An audit names a payment only if its
 * record was the same before and after the whole queue was read, and what gets back into the queue
 * afterwards, by this or by an operator, leaves its place where the step that queues it looks. Not
 * thread safe.
 */
public final class QueueRepair implements Consumer<Break> {

  private static final int AT_ONCE = 256;

  private final List<UUID> missing = new ArrayList<>();

  /** Takes note of a payment that is missing in the queue, and of nothing else. */
  @Override
  public void accept(Break found) {
    if (found instanceof Break.OfPayment(Kind kind, UUID id, _, _, _)
        && kind == Kind.QUEUE_MISSING) {
      missing.add(id);
    }
  }

  /** How many payments are missing. */
  public int missing() {
    return missing.size();
  }

  /**
   * Queues them again.
   *
   * @return how many; the others have moved on meanwhile
   */
  public int repair(Books books, long nowMillis) {
    int queued = 0;
    for (int from = 0; from < missing.size(); from += AT_ONCE) {
      List<UUID> some = missing.subList(from, Math.min(missing.size(), from + AT_ONCE));
      List<PaymentRecord> unfinished =
          books.find(some).stream().filter(record -> record.state().unfinished()).toList();
      queued += books.requeue(unfinished, nowMillis);
    }
    return queued;
  }
}
