package dev.rinha.core.audit;

import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls to a processor. Thread safe; does not close what it counts. */
final class CountedBooks implements ProcessorBooks {

  private final ProcessorBooks real;
  private final AtomicInteger calls = new AtomicInteger();
  private final Runnable called;

  CountedBooks(ProcessorBooks real, Runnable called) {
    this.real = real;
    this.called = called;
  }

  int calls() {
    return calls.get();
  }

  private void count() {
    calls.incrementAndGet();
    called.run();
  }

  @Override
  public Totals totals(TimeWindow window) {
    count();
    return real.totals(window);
  }

  @Override
  public Lookup find(UUID correlationId) {
    count();
    return real.find(correlationId);
  }

  @Override
  public void close() {}
}
