package dev.rinha.bench.reconciliation;

import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.schedule.Both;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks both processors about every posted payment, a bounded number of questions at a time. */
public final class PaymentLookUps {

  private static final int CONCURRENCY = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Targets targets;
  private final StopSignal stop;

  public PaymentLookUps(Targets targets, StopSignal stop) {
    this.targets = targets;
    this.stop = stop;
  }

  public List<Reconciliation.Lookup> examine(List<Submission> submissions) {
    var next = new AtomicInteger();
    var lookups = new ConcurrentLinkedQueue<Reconciliation.Lookup>();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONCURRENCY; i++) {
        askers.execute(() -> ask(submissions, next, lookups));
      }
    }
    return new ArrayList<>(lookups);
  }

  private void ask(
      List<Submission> submissions,
      AtomicInteger next,
      ConcurrentLinkedQueue<Reconciliation.Lookup> lookups) {
    Both<ProcessorAdmin> processors = targets.processors(PATIENCE, Targets.UNTIMED);
    try (ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      for (int i = next.getAndIncrement();
          i < submissions.size() && !stop.isRaised();
          i = next.getAndIncrement()) {
        lookups.add(lookup(submissions.get(i), primary, fallback));
      }
    }
  }

  private static Reconciliation.Lookup lookup(
      Submission submission, ProcessorAdmin primary, ProcessorAdmin fallback) {
    try {
      return new Reconciliation.Lookup(
          submission,
          primary.amountCentsOf(submission.id()),
          fallback.amountCentsOf(submission.id()),
          true);
    } catch (IOException e) {
      return new Reconciliation.Lookup(
          submission, OptionalLong.empty(), OptionalLong.empty(), false);
    }
  }
}
