package dev.rinha.core.audit;

import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.UUID;

/** Counts the calls to a processor. Not thread safe; does not close what it counts. */
final class CountedBooks implements ProcessorBooks {

  private final ProcessorBooks real;
  private int calls;

  CountedBooks(ProcessorBooks real) {
    this.real = real;
  }

  int calls() {
    return calls;
  }

  @Override
  public Totals totals(TimeWindow window) {
    calls++;
    return real.totals(window);
  }

  @Override
  public Lookup find(UUID correlationId) {
    calls++;
    return real.find(correlationId);
  }

  @Override
  public void close() {}
}
