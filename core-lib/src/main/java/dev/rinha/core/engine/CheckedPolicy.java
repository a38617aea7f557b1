package dev.rinha.core.engine;

import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.ProcessorView;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingInput;
import dev.rinha.core.routing.RoutingPolicy;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks a policy and does not believe everything. A policy may be anybody's, and a wrong one must
 * neither lose payments nor end the worker: where it decides nothing that can be done, the payment
 * stays queued and the policy is asked again, at the latest a second later.
 *
 * <p><b>Rejected:</b> falling back to another policy. Where a payment goes may be a matter of
 * contracts, and nobody who wrote a policy wants its payments elsewhere because of a mistake in it.
 *
 * <p>What the operator and the settings say holds whatever the policy says: a processor that is
 * paused, full, throttled or down without a probe being due is not sent to; that is a hold, not a
 * fault.
 */
final class CheckedPolicy implements RoutingPolicy {

  private static final long ASK_AGAIN_MILLIS = 1_000;
  private static final long LOG_AGAIN_MILLIS = 60_000;
  private static final Logger LOG = Logger.getLogger(RoutingPolicy.class.getName());

  private final RoutingPolicy policy;
  private volatile long faults;
  private volatile Fault latest = new Fault("", Long.MIN_VALUE / 2, true);
  private Fault logged = latest;

  /**
   * @param over whether something was decided since
   */
  private record Fault(String what, long atMillis, boolean over) {}

  CheckedPolicy(RoutingPolicy policy) {
    this.policy = policy;
  }

  /** How often the policy has failed to decide. May be called by any thread. */
  long faults() {
    return faults;
  }

  /**
   * What is wrong: the last decision, or one that will be asked for again, as there may be payments
   * that it can decide about and others. Empty if nothing is. May be called by any thread.
   */
  Optional<String> fault(long nowMillis) {
    Fault fault = latest;
    return fault.over && nowMillis - fault.atMillis >= 2 * ASK_AGAIN_MILLIS
        ? Optional.empty()
        : Optional.of(fault.what);
  }

  @Override
  public Decision decide(RoutingInput input) {
    Decision decision;
    try {
      decision = policy.decide(input);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      return undecided(input, "threw " + e, Optional.of(e));
    }
    return switch (decision) {
      case null -> undecided(input, "decided null", Optional.empty());
      case Decision.Send send -> checked(input, send);
      case Decision.Hold(long untilMillis, Reason reason) -> {
        decided();
        // A hold until now would be asked for again at once, for ever.
        yield new Decision.Hold(Math.max(untilMillis, input.nowMillis() + 1), reason);
      }
    };
  }

  @Override
  public List<Quote> quotes(RoutingInput input) {
    return policy.quotes(input);
  }

  private Decision checked(RoutingInput input, Decision.Send send) {
    long now = input.nowMillis();
    for (ProcessorView processor : input.processors()) {
      if (processor.name().equals(send.processor())) {
        decided();
        return processor.able(now) || processor.probeDue(now)
            ? send
            : new Decision.Hold(processor.changesAtMillis(now), Reason.HOLD_NOT_ABLE);
      }
    }
    List<String> known = input.processors().stream().map(ProcessorView::name).toList();
    return undecided(
        input,
        "sends to '%s', which is not one of the processors %s".formatted(send.processor(), known),
        Optional.empty());
  }

  private void decided() {
    if (!latest.over) {
      latest = new Fault(latest.what, latest.atMillis, true);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread decides, any may read
  private Decision undecided(RoutingInput input, String what, Optional<Throwable> cause) {
    faults++;
    String name = policy.getClass().getName();
    Fault fault = new Fault("the routing policy " + name + " " + what, input.nowMillis(), false);
    boolean known = fault.what.equals(logged.what);
    if (fault.atMillis - logged.atMillis >= (known ? LOG_AGAIN_MILLIS : ASK_AGAIN_MILLIS)) {
      logged = fault;
      LOG.log(
          Level.SEVERE,
          fault.what + "; the payment waits (" + faults + " times so far)",
          cause.orElse(null));
    }
    latest = fault;
    return new Decision.Hold(input.nowMillis() + ASK_AGAIN_MILLIS, Reason.HOLD_UNDECIDED);
  }
}
