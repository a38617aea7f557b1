package dev.rinha.simulator;

import java.util.concurrent.atomic.LongAdder;

/** The running counters behind {@link Counts}. */
final class RunningCounts {

  final LongAdder received = new LongAdder();
  final LongAdder processed = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder invalid = new LongAdder();
  final LongAdder unanswered = new LongAdder();
  final LongAdder healthServed = new LongAdder();
  final LongAdder healthRejected = new LongAdder();

  Counts counts(Admission admission) {
    return new Counts(
        received.sum(),
        processed.sum(),
        duplicates.sum(),
        rejected.sum(),
        failed.sum(),
        invalid.sum(),
        unanswered.sum(),
        admission.running(),
        admission.waiting(),
        healthServed.sum(),
        healthRejected.sum());
  }
}
