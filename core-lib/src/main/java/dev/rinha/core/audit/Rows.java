package dev.rinha.core.audit;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Counts what is read and says so from time to time. Not thread safe. */
final class Rows {

  private static final int STEP = 1_000;

  private final LongConsumer progress;
  private long count;

  Rows(LongConsumer progress) {
    this.progress = progress;
  }

  <T> Consumer<T> counting(Consumer<T> reader) {
    return row -> {
      reader.accept(row);
      add();
    };
  }

  private void add() {
    if (++count % STEP == 0) {
      progress.accept(count);
    }
  }

  long count() {
    return count;
  }
}
