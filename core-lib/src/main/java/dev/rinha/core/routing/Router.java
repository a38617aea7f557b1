package dev.rinha.core.routing;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks a policy about payments and keeps what is known of the processors. Not thread safe; the time
 * is passed in.
 */
public final class Router {

  private final CheckedPolicy policy;
  private final Patience patience;
  private final List<ProcessorMonitor> cheapestFirst;
  private long settled;

  /**
   * @param processors at least one, each name once
   * @param patience how long a payment may wait for a cheaper processor
   * @throws IllegalArgumentException if there is no processor, a name stands twice or the patience
   *     is negative
   */
  public Router(
      List<ProcessorSettings> processors,
      RoutingPolicy policy,
      Patience patience,
      RandomGenerator random) {
    if (processors.isEmpty()) {
      throw new IllegalArgumentException("at least one processor is needed");
    }
    if (processors.stream().map(ProcessorSettings::name).distinct().count() < processors.size()) {
      throw new IllegalArgumentException("each processor needs a name of its own: " + processors);
    }
    this.policy = new CheckedPolicy(policy);
    this.patience = patience;
    this.cheapestFirst = new ArrayList<>();
    processors.stream()
        .sorted(Comparator.comparing(ProcessorSettings::fee))
        .forEach(settings -> cheapestFirst.add(new ProcessorMonitor(settings, random)));
  }

  /** Decides about the oldest waiting payment. */
  public Decision decide(Payment payment, int waiting, long nowMillis) {
    Decision decision =
        policy.decide(
            new RoutingInput(
                nowMillis, payment.acceptedAtMillis(), patience, waiting, settled, cheapestFirst));
    return decision instanceof Decision.Hold(long untilMillis, _)
            && cheapestFirst.getFirst().paused()
        ? new Decision.Hold(untilMillis, Reason.HOLD_PAUSED)
        : decision;
  }

  /** How often the policy has failed to decide. May be called by any thread. */
  public long policyFaults() {
    return policy.faults();
  }

  /**
   * What was wrong with the policy's last decision; empty if nothing was. May be called by any
   * thread.
   */
  public Optional<String> policyFault() {
    return policy.fault();
  }

  /** A payment was settled. */
  public void settled() {
    settled++;
  }

  /** What was settled so far does not count any more. */
  public void purged() {
    settled = 0;
  }

  /**
   * What is known of a processor.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ProcessorMonitor monitor(String processor) {
    for (ProcessorMonitor monitor : cheapestFirst) {
      if (monitor.name().equals(processor)) {
        return monitor;
      }
    }
    throw new IllegalArgumentException("there is no processor '" + processor + "'");
  }

  /** Whether a processor of that name is configured. */
  public boolean knows(String processor) {
    return cheapestFirst.stream().anyMatch(monitor -> monitor.name().equals(processor));
  }

  /** All processors, cheapest first. */
  public List<ProcessorMonitor> monitors() {
    return List.copyOf(cheapestFirst);
  }
}
