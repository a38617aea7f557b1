package dev.rinha.cli.options;

import dev.rinha.core.payment.Money;
import dev.rinha.core.store.DeadLetter;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts dead letters and sums them up, at most so many. Used by one thread. */
public final class DeadLetterCount implements Consumer<DeadLetter> {

  private final long limit;
  private long count;
  private long cents;

  /** Counts at most so many. */
  public DeadLetterCount(long limit) {
    this.limit = limit;
  }

  @Override
  public void accept(DeadLetter letter) {
    if (count < limit) {
      count++;
      cents += letter.payment().amount().cents();
    }
  }

  /** How many. */
  public long count() {
    return count;
  }

  /** Such as {@code 1,200 dead letters over 23,880.00}. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "%,d dead letter%s over %s",
        count,
        count == 1 ? "" : "s",
        Money.format(cents));
  }
}
