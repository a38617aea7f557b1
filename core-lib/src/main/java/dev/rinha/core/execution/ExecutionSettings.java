package dev.rinha.core.execution;

import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.WorkerTerms;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bounds on how a worker executes payments. Immutable; times in milliseconds.
 *
 * @param prefetch the most payments a worker holds that are not on their way
 * @param claimTimeoutMillis how long a worker may be silent before others take its payments over
 * @param inDoubtBoundMillis how long after an attempt without an answer a processor that does not
 *     have the payment is believed; must be longer than a request can possibly be on its way, which
 *     {@link #requireRoomFor} checks and is the same for all workers of a store. 0 never believes
 *     it: only an operator frees the payment
 * @param maxAgeMillis payments that could not be executed for this long become dead letters,
 *     counted from when they were accepted or an operator put them back on the queue; 0 for never
 * @param maxResolving the most in-doubt payments that are looked into at the same time
 */
public record ExecutionSettings(
    int prefetch,
    long claimTimeoutMillis,
    long inDoubtBoundMillis,
    long maxAgeMillis,
    int maxResolving) {

  /** 512 held, 5 s claim timeout, 60 s in-doubt bound, no maximum age, 32 resolving. */
  public static final ExecutionSettings DEFAULTS = new ExecutionSettings(512, 5_000, 60_000, 0, 32);

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ExecutionSettings {
    require(prefetch >= 1, "prefetch must be at least 1, was " + prefetch);
    require(
        claimTimeoutMillis >= 100,
        "claim timeout must be at least 100 ms, was " + claimTimeoutMillis);
    require(
        inDoubtBoundMillis >= 0, "in-doubt bound must not be negative, was " + inDoubtBoundMillis);
    require(maxAgeMillis >= 0, "maximum age must not be negative, was " + maxAgeMillis);
    require(maxResolving >= 1, "max resolving must be at least 1, was " + maxResolving);
  }

  /**
   * A worker that holds this many payments, in-doubt ones included, asks for no more. What it has
   * asked for by then may still come: twice {@link #prefetch} at most.
   */
  public int maxHeld() {
    return 16 * prefetch;
  }

  /** What the other workers of a store rely on, if one of that name sends to those processors. */
  public WorkerTerms terms(String worker, Collection<ProcessorSettings> processors) {
    SortedMap<String, Long> timeouts = new TreeMap<>();
    processors.forEach(each -> timeouts.put(each.name(), each.responseTimeoutMillis()));
    return new WorkerTerms(worker, claimTimeoutMillis, inDoubtBoundMillis, timeouts, "");
  }

  /**
   * Checks that these bounds have room for what is sent to those processors.
   *
   * @throws IllegalArgumentException if the in-doubt bound is shorter than half the claim timeout
   *     and a response timeout together
   */
  public void requireRoomFor(Collection<ProcessorSettings> processors) {
    terms("", processors)
        .contradiction()
        .ifPresent(
            contradiction -> {
              throw new IllegalArgumentException(contradiction);
            });
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
