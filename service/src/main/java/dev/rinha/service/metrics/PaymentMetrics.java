package dev.rinha.service.metrics;

import dev.rinha.core.RouterObserver;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Outcome;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;

/** Measures what becomes of payments at this worker: times, and fees. Thread safe. */
public final class PaymentMetrics implements RouterObserver, MetricsSource {

  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;
  private static final double MICRO_CENTS = 1e8;

  private final Histogram waits =
      histogram("rinha_queue_wait_seconds", "From acceptance to the last send of settled payments.")
          .build();
  private final Histogram settlements =
      histogram("rinha_settlement_seconds", "From acceptance to settlement.").build();
  private final Histogram attempts =
      histogram("rinha_attempt_seconds", "Attempts, by processor and outcome.")
          .labelNames("processor", "outcome")
          .build();
  private final Counter settled =
      Counter.builder()
          .name("rinha_settled")
          .help("Payments that this worker has settled, by processor.")
          .labelNames("processor")
          .build();
  private final Counter fees =
      Counter.builder()
          .name("rinha_fees")
          .help("What processors keep of them, in units of the currency.")
          .labelNames("processor")
          .build();
  private final Counter cheapestFees =
      Counter.builder()
          .name("rinha_fees_cheapest")
          .help("What they would have cost at the processor with the lowest fee for each.")
          .build();

  private final Map<String, Fee> fee;

  /**
   * @param fee by processor
   */
  public PaymentMetrics(Map<String, Fee> fee) {
    this.fee = Map.copyOf(fee);
  }

  private static Histogram.Builder histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
            1_800)
        .withoutExemplars();
  }

  @Override
  public void attempted(String processor, long sentAtMillis, Outcome outcome, long tookNanos) {
    attempts.labelValues(processor, name(outcome)).observe(tookNanos / NANOS);
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Executed _ -> "executed";
      case Outcome.Duplicate _ -> "duplicate";
      case Outcome.Rejected _ -> "rejected";
      case Outcome.Throttled _ -> "throttled";
      case Outcome.Failed _ -> "failed";
      case Outcome.NotSent _ -> "not_sent";
      case Outcome.Intercepted _ -> "intercepted";
      case Outcome.Unknown _ -> "unknown";
    };
  }

  @Override
  public void settled(Payment payment, Intent intent, long queuedAtMillis, long settledAtMillis) {
    waits.observe(Math.max(0, intent.requestedAtMillis() - queuedAtMillis) / MILLIS);
    settlements.observe(Math.max(0, settledAtMillis - queuedAtMillis) / MILLIS);
    long cents = payment.amount().cents();
    Fee charged = fee.get(intent.processor());
    if (charged != null) {
      fees.labelValues(intent.processor()).inc(charged.microCents(cents) / MICRO_CENTS);
      cheapestFees.inc(lowest(cents) / MICRO_CENTS);
    }
    settled.labelValues(intent.processor()).inc(); // Last: whoever sees it finds the rest.
  }

  private long lowest(long cents) {
    long lowest = Long.MAX_VALUE;
    for (Fee one : fee.values()) {
      lowest = Math.min(lowest, one.microCents(cents));
    }
    return lowest;
  }

  @Override
  public void describe(Measurements now) {
    now.metric(waits.collect())
        .metric(settlements.collect())
        .metric(attempts.collect())
        .metric(settled.collect())
        .metric(fees.collect())
        .metric(cheapestFees.collect());
  }
}
