package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of a worker on which the others of its store rely: whoever takes a payment in doubt
 * over waits by its own in-doubt bound for what another one has sent. Immutable; times in
 * milliseconds. Messages name the settings as {@code docs/configuration.md} does.
 *
 * @param worker its name, unique among the workers of the store
 * @param inDoubtBoundMillis 0 if only operators end a doubt
 * @param responseTimeoutMillis by the names of the processors that it sends to
 * @param address where other processes reach it, {@code host:port}; empty if they cannot, {@value
 *     #NOWHERE} once it has {@linkplain #hasLeft left}
 */
public record WorkerTerms(
    String worker,
    long claimTimeoutMillis,
    long inDoubtBoundMillis,
    SortedMap<String, Long> responseTimeoutMillis,
    String address) {

  private static final String NOWHERE = "-";

  private static final long SHORTEST_MEMORY_MILLIS = 60_000;

  /** A claim is renewed four times within its timeout. */
  private static final int RENEWALS = 4;

  /** Copies the map. */
  public WorkerTerms {
    requireNonNull(worker, "worker");
    requireNonNull(address, "address");
    responseTimeoutMillis = Collections.unmodifiableSortedMap(new TreeMap<>(responseTimeoutMillis));
  }

  /** The same of a worker that is reached there. */
  public WorkerTerms withAddress(String hostAndPort) {
    return new WorkerTerms(
        worker, claimTimeoutMillis, inDoubtBoundMillis, responseTimeoutMillis, hostAndPort);
  }

  /** The same of a worker that has ended its work and written down all it knew. */
  public WorkerTerms left() {
    return withAddress(NOWHERE);
  }

  /**
   * Whether it has ended its work and knows nothing that the store does not; what it sent may still
   * be on its way.
   */
  public boolean hasLeft() {
    return address.equals(NOWHERE);
  }

  /** How long something that it sends may be on its way: it may be sent late, and take its time. */
  private long onItsWayMillis(String processor) {
    return claimTimeoutMillis / 2
        + requireNonNull(responseTimeoutMillis.get(processor), "a processor of this worker");
  }

  /** For how long after it was heard of last the others must reckon with what it has sent. */
  public long memoryMillis() {
    return responseTimeoutMillis.keySet().stream()
        .mapToLong(this::onItsWayMillis)
        .reduce(Math.max(SHORTEST_MEMORY_MILLIS, inDoubtBoundMillis), Math::max);
  }

  /** Why these settings do not go with each other; empty if they do. */
  public Optional<String> contradiction() {
    return tooShort(this, this);
  }

  /**
   * Why a payment might be paid twice if this worker and that one were at work on the same store;
   * empty if not.
   */
  public Optional<String> clashWith(WorkerTerms other) {
    return tooShort(this, other).or(() -> tooShort(other, this));
  }

  private Optional<String> tooShort(WorkerTerms waiting, WorkerTerms sending) {
    long bound = waiting.inDoubtBoundMillis;
    return sending.responseTimeoutMillis.keySet().stream()
        .filter(processor -> bound > 0 && bound < sending.onItsWayMillis(processor))
        .findFirst()
        .map(
            processor ->
                ("execution.in-doubt-bound=%sms%s is too short for processors.%s.response-timeout"
                        + "=%sms%s: with half of execution.claim-timeout=%sms a request may be on"
                        + " its way for %sms, and be paid elsewhere meanwhile; set the bound to"
                        + " %sms or more")
                    .formatted(
                        bound,
                        of(waiting),
                        processor,
                        sending.responseTimeoutMillis.get(processor),
                        of(sending),
                        sending.claimTimeoutMillis,
                        sending.onItsWayMillis(processor),
                        sending.onItsWayMillis(processor)));
  }

  private String of(WorkerTerms other) {
    return other.equals(this) ? "" : " of worker " + other.worker;
  }

  /** What is slow or waits for long, though nothing is paid twice, beside that worker. */
  public Optional<String> remarkOn(WorkerTerms other) {
    SortedSet<String> strangers = new TreeSet<>(other.responseTimeoutMillis.keySet());
    strangers.removeAll(responseTimeoutMillis.keySet());
    if (!strangers.isEmpty()) {
      return Optional.of(
          ("worker %s sends to %s, not among processors.names here: what it leaves in doubt there"
                  + " waits for as long as this worker has it")
              .formatted(other.worker, String.join(", ", strangers)));
    }
    return RENEWALS * claimTimeoutMillis <= other.claimTimeoutMillis
        ? Optional.of(
            ("execution.claim-timeout=%sms is short beside that of worker %s, %sms: what it still"
                    + " has is taken over again and again")
                .formatted(claimTimeoutMillis, other.worker, other.claimTimeoutMillis))
        : Optional.empty();
  }

  /** Everything but name and address, for a store to keep. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(claimTimeoutMillis).append(',').append(inDoubtBoundMillis);
    responseTimeoutMillis.forEach(
        (name, timeout) -> text.append(',').append(name).append('=').append(timeout));
    return text.toString();
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static WorkerTerms of(String worker, String text) {
    String[] parts = text.split(",");
    SortedMap<String, Long> timeouts = new TreeMap<>();
    try {
      for (int i = 2; i < parts.length; i++) {
        String[] timeout = parts[i].split("=", 2);
        timeouts.put(timeout[0], Long.parseLong(timeout[1]));
      }
      return new WorkerTerms(
          worker, Long.parseLong(parts[0]), Long.parseLong(parts[1]), timeouts, "");
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not the terms of a worker: '" + text + "'", e);
    }
  }
}
