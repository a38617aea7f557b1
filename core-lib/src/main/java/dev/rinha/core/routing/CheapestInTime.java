package dev.rinha.core.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The default: the processor where fee and time together cost least.
 *
 * <p><b>The idea.</b> Time has a price, a part of the amount per second. For each processor the
 * policy quotes what it would cost to have the payment executed there: the fee, and the price of
 * the time from now until the answer, which is the expected rest of an outage, the time until the
 * backlog is on its way, and the latency. The payment goes where that is least; if that processor
 * cannot take it at this moment, it waits. What it has waited before is sunk and does not count. So
 * payments leave a processor that is down or slow exactly when that is cheaper, and the backlog of
 * an outage stays when waiting a moment longer is cheap.
 *
 * <p><b>Who leaves.</b> The oldest decides, and charges itself the time of all that wait behind it
 * and of those that arrive before the backlog is gone: if it leaves, each of those moves up by one
 * place. So with more load than the cheapest can take, just as many leave as keeps the rest in
 * time.
 *
 * <p><b>Finding out.</b> A processor that is down is probed by single payments, and one that is
 * avoided because it is slow is measured by them, where the payment would be better off there if it
 * worked as well as it can. Payments that leave make the next probe due: before a backlog goes to a
 * dearer processor, the cheaper one is asked again.
 *
 * <p><b>Not flapping.</b> Whoever sends to a processor stays there until another one is cheaper by
 * a twentieth of what their fees differ by.
 *
 * <p><b>Rejected:</b> a bound on what waits as a part of what was settled (says nothing about the
 * time it takes), leaving as soon as patience is over (sends the backlog to the dear one at the
 * very moment at which both are back). Not thread safe; one object serves one router.
 */
public final class CheapestInTime implements RoutingPolicy {

  private static final int MARGIN = 20;

  private final PriceOfTime price;
  private final OutageEstimate estimate;
  private @Nullable String last;

  /** One with the default price. */
  public CheapestInTime() {
    this(PriceOfTime.DEFAULT, OutageEstimate.LEARNED);
  }

  /** One with a price, and an estimate of how long outages still last. */
  public CheapestInTime(PriceOfTime price, OutageEstimate estimate) {
    this.price = price;
    this.estimate = estimate;
  }

  @Override
  public String description() {
    return RoutingPolicies.describe(new Waiting.Priced(price));
  }

  @Override
  public Decision decide(RoutingInput input) {
    List<Quote> quotes = quotes(input);
    int best = best(quotes);
    ProcessorView chosen = input.processors().get(best);
    long now = input.nowMillis();
    for (ProcessorView processor : input.processors()) {
      if (processor != chosen && worthAsking(processor, quotes.get(best), input)) {
        return new Decision.Send(
            processor.name(), processor.down() ? Reason.PROBE : Reason.MEASUREMENT);
      }
    }
    if (chosen.able(now)) {
      return send(quotes, best);
    }
    return chosen.probeDue(now)
        ? new Decision.Send(chosen.name(), Reason.PROBE)
        : new Decision.Hold(changesAtMillis(input, quotes, best), holdReason(chosen, input));
  }

  @Override
  public boolean sameForAllAmounts() {
    return true;
  }

  @Override
  public List<Quote> quotes(RoutingInput input) {
    List<Quote> quotes = new ArrayList<>(input.processors().size());
    for (ProcessorView processor : input.processors()) {
      quotes.add(quote(processor, input));
    }
    return quotes;
  }

  private Quote quote(ProcessorView processor, RoutingInput input) {
    long now = input.nowMillis();
    long rest = processor.down() ? estimate.restMillis(outages(processor, input)) : 0;
    long backlog =
        processor.able(now)
            ? 0
            : processor.throttledMillis(now) + processor.expectedDrainMillis(input.backlog(), now);
    long latency = processor.expectedLatencyMillis(now);
    return new Quote(
        processor.name(),
        processor.settings().fee().microCents(input.amountCents()),
        rest,
        backlog,
        latency,
        price.microCents(input.amountCents(), rest + backlog + latency));
  }

  /** Where little is known of this processor's outages, those of the others tell something. */
  private static Outages outages(ProcessorView processor, RoutingInput input) {
    return new Outages(
        Math.max(0, input.nowMillis() - processor.downSinceMillis()),
        input.processors().stream().flatMap(p -> p.endedOutagesMillis().stream()).toList());
  }

  /** The least, where the one that was chosen last has an advantage over dearer ones. */
  private int best(List<Quote> quotes) {
    int best = 0;
    for (int i = 1; i < quotes.size(); i++) {
      Quote cheaper = quotes.get(best);
      Quote dearer = quotes.get(i);
      long margin =
          cheaper.processor().equals(last)
              ? (dearer.feeMicroCents() - cheaper.feeMicroCents()) / MARGIN
              : 0;
      if (dearer.microCents() + margin < cheaper.microCents()) {
        best = i;
      }
    }
    return best;
  }

  /** Whether it would be the better one if it worked and answered at once, and may be asked now. */
  private static boolean worthAsking(ProcessorView processor, Quote chosen, RoutingInput input) {
    return processor.settings().fee().microCents(input.amountCents()) < chosen.microCents()
        && (processor.probeDue(input.nowMillis()) || processor.measurementDue(input.nowMillis()));
  }

  private Decision.Send send(List<Quote> quotes, int best) {
    last = quotes.get(best).processor();
    return new Decision.Send(
        quotes.get(best).processor(), best == 0 ? Reason.CHEAPEST : Reason.TIME_COSTS_MORE);
  }

  /** When another processor may be the better one, or one of them may have changed. */
  private long changesAtMillis(RoutingInput input, List<Quote> quotes, int best) {
    long now = input.nowMillis();
    long changesAt = Long.MAX_VALUE;
    for (int i = 0; i < quotes.size(); i++) {
      ProcessorView processor = input.processors().get(i);
      long ahead = quotes.get(i).microCents() - quotes.get(best).microCents();
      changesAt = Math.min(changesAt, processor.changesAtMillis(now));
      if (i != best && processor.able(now)) {
        changesAt =
            Math.min(changesAt, now + 1 + price.millis(input.amountCents(), Math.max(0, ahead)));
      }
    }
    return changesAt;
  }

  private static Reason holdReason(ProcessorView chosen, RoutingInput input) {
    if (!chosen.down()) {
      return Reason.HOLD_FULL;
    }
    return input.processors().stream().allMatch(ProcessorView::down)
        ? Reason.HOLD_NONE_WORKS
        : Reason.HOLD_FOR_CHEAPER;
  }
}
