package dev.rinha.core.audit;

import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A processor in memory that executes what it is told to, and has books. Thread safe. */
final class BookkeepingProcessor implements ProcessorBooks {

  private final Map<UUID, Lookup.Found> payments = new HashMap<>();
  private final TreeMap<Long, Totals> milliseconds = new TreeMap<>();
  private int calls;
  private boolean available = true;

  synchronized void execute(UUID id, long cents, long requestedAtMillis) {
    if (payments.putIfAbsent(id, new Lookup.Found(cents, requestedAtMillis)) == null) {
      milliseconds.merge(requestedAtMillis, new Totals(1, cents), Totals::plus);
    }
  }

  synchronized void forget(UUID id) {
    leaveOutOfTotals(id);
    payments.remove(id);
  }

  /** It answers for the payment all the same. */
  synchronized void leaveOutOfTotals(UUID id) {
    Lookup.Found found = payments.get(id);
    if (found != null) {
      milliseconds.merge(
          found.requestedAtMillis(), new Totals(-1, -found.amountCents()), Totals::plus);
    }
  }

  synchronized void available(boolean now) {
    available = now;
  }

  synchronized int calls() {
    return calls;
  }

  @Override
  public synchronized Totals totals(TimeWindow window) {
    calls++;
    if (!available) {
      throw new UnavailableException("out of order");
    }
    return milliseconds.subMap(window.fromMillis(), true, window.toMillis(), true).values().stream()
        .reduce(Totals.NONE, Totals::plus);
  }

  @Override
  public synchronized Lookup find(UUID correlationId) {
    calls++;
    if (!available) {
      return new Lookup.Unavailable("out of order");
    }
    Lookup.Found found = payments.get(correlationId);
    return found == null ? new Lookup.Absent() : found;
  }

  @Override
  public void close() {}
}
