package dev.rinha.core.engine;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingInput;
import dev.rinha.core.routing.RoutingPolicy;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks a policy about payments and keeps what is known of the processors. Not thread safe; the time
 * is passed in, on one monotonic clock.
 */
public final class Router {

  /** Where no payment is asked about, processors are ordered by their fee on this. */
  private static final long USUAL_CENTS = 10_000;

  private final CheckedPolicy policy;
  private final boolean sameForAllAmounts;
  private final List<ProcessorMonitor> cheapestFirst;

  /**
   * @param processors at least one, each name once
   * @throws IllegalArgumentException if there is no processor or a name stands twice
   */
  public Router(List<ProcessorSettings> processors, RoutingPolicy policy, RandomGenerator random) {
    if (processors.isEmpty()) {
      throw new IllegalArgumentException("at least one processor is needed");
    }
    if (processors.stream().map(ProcessorSettings::name).distinct().count() < processors.size()) {
      throw new IllegalArgumentException("each processor needs a name of its own: " + processors);
    }
    this.policy = new CheckedPolicy(policy);
    this.sameForAllAmounts =
        policy.sameForAllAmounts() && processors.stream().allMatch(p -> p.fee().proportional());
    this.cheapestFirst =
        processors.stream()
            .map(settings -> new ProcessorMonitor(settings, random))
            .sorted(byFeeOn(USUAL_CENTS))
            .toList();
  }

  /**
   * Whether one decision holds for all payments that wait, whatever their amounts are: where the
   * oldest is held, so are all.
   */
  boolean sameForAllAmounts() {
    return sameForAllAmounts;
  }

  /**
   * Decides about a waiting payment.
   *
   * @param acceptedAtMillis when it was accepted, on the monotonic clock
   * @param backlog what else waits
   */
  Decision decide(Payment payment, long acceptedAtMillis, Backlog backlog, long nowMillis) {
    List<ProcessorMonitor> order = order(payment);
    Decision decision = policy.decide(input(order, payment, acceptedAtMillis, backlog, nowMillis));
    return switch (decision) {
      case Decision.Send(String processor, Reason reason) -> {
        if (reason == Reason.PATIENCE_OVER || reason == Reason.TIME_COSTS_MORE) {
          order.stream()
              .takeWhile(cheaper -> !cheaper.name().equals(processor))
              .forEach(ProcessorMonitor::diverted);
        }
        yield decision;
      }
      case Decision.Hold(long untilMillis, _) when order.getFirst().paused() ->
          new Decision.Hold(untilMillis, Reason.HOLD_PAUSED);
      case Decision.Hold hold -> hold;
    };
  }

  /** What the payment would cost at each processor; empty if the policy does not compare costs. */
  List<Quote> quotes(Payment payment, long acceptedAtMillis, Backlog backlog, long nowMillis) {
    return policy.quotes(input(order(payment), payment, acceptedAtMillis, backlog, nowMillis));
  }

  /** How often the policy has failed to decide. May be called by any thread. */
  public long policyFaults() {
    return policy.faults();
  }

  /**
   * What is wrong with the policy: with its last decision, or with one of the last two seconds.
   * Empty if nothing is. May be called by any thread.
   */
  public Optional<String> policyFault(long nowMillis) {
    return policy.fault(nowMillis);
  }

  /** Those with the least fee on this payment first. */
  private List<ProcessorMonitor> order(Payment payment) {
    return sameForAllAmounts
        ? cheapestFirst
        : cheapestFirst.stream().sorted(byFeeOn(payment.amount().cents())).toList();
  }

  private static RoutingInput input(
      List<ProcessorMonitor> order,
      Payment payment,
      long acceptedAtMillis,
      Backlog backlog,
      long nowMillis) {
    return new RoutingInput(
        nowMillis,
        acceptedAtMillis,
        payment.amount().cents(),
        backlog,
        Collections.unmodifiableList(order));
  }

  private static Comparator<ProcessorMonitor> byFeeOn(long cents) {
    return Comparator.comparingLong(monitor -> monitor.settings().fee().microCents(cents));
  }

  /**
   * What is known of a processor.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  ProcessorMonitor monitor(String processor) {
    for (ProcessorMonitor monitor : cheapestFirst) {
      if (monitor.name().equals(processor)) {
        return monitor;
      }
    }
    throw new IllegalArgumentException("there is no processor '" + processor + "'");
  }

  /** A processor has answered, or has not. */
  void answered(String processor, Outcome outcome, long tookMillis, long nowMillis) {
    ProcessorMonitor answering = monitor(processor);
    boolean wasDown = answering.down();
    answering.answered(outcome, tookMillis, nowMillis);
    if (wasDown && !answering.down()) {
      cheapestFirst.forEach(other -> other.othersWork(nowMillis));
    }
  }

  /** Whether a processor of that name is configured. */
  boolean knows(String processor) {
    return cheapestFirst.stream().anyMatch(monitor -> monitor.name().equals(processor));
  }

  /** All processors, those with the least fee on 100.00 first. */
  List<ProcessorMonitor> monitors() {
    return cheapestFirst;
  }
}
