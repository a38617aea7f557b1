package dev.rinha.service.metrics;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how payments that were offered were answered. Thread safe. */
public final class IntakeMetrics implements MetricsSource {

  /** The label {@code answer} in lower case. */
  public enum Answer {
    ACCEPTED,
    REPLAYED,
    CONFLICT,
    QUEUE_FULL,
    SHARE_FULL,
    STORE_UNAVAILABLE,
    UNKNOWN,
    INVALID
  }

  private final AtomicLongArray counts = new AtomicLongArray(Answer.values().length);

  public void count(Answer answer) {
    counts.incrementAndGet(answer.ordinal());
  }

  @Override
  public void describe(Measurements now) {
    now.counter("rinha_payments_total", "Payments offered to this process, by answer.");
    for (Answer answer : Answer.values()) {
      now.value(counts.get(answer.ordinal()), "answer", answer.name().toLowerCase(Locale.ROOT));
    }
  }
}
