package dev.rinha.service.metrics;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.RouterSnapshot;
import dev.rinha.core.execution.HealthProbes;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures the execution of payments: this worker's part, and the store that all share. */
public final class WorkerMetrics implements MetricsSource {

  private final PaymentRouter router;
  private final InstantSource clock;

  public WorkerMetrics(PaymentRouter router, InstantSource clock) {
    this.router = router;
    this.clock = clock;
  }

  @Override
  public void describe(MetricsText text) {
    boolean working = router.working();
    text.gauge("rinha_worker_up", "1 while this worker executes payments.").value(bit(working));
    if (working) {
      worker(text);
    }
    text.counter(
            "rinha_policy_faults_total",
            "How often the routing policy failed to decide; must stay 0.")
        .value(router.policyFaults());
    healthProbes(text, router.healthProbes());
    store(text);
  }

  private void worker(MetricsText text) {
    RouterSnapshot now;
    try {
      now = router.snapshot();
    } catch (IllegalStateException e) {
      return; // It stops just now.
    }
    decisions(text, now.decisions());
    processors(text, now.processors());
    text.gauge("rinha_queue_paused", "1 while an operator has paused the queue.")
        .value(bit(now.queuePaused()));
    text.gauge("rinha_worker_held", "Payments that this worker holds.").value(now.held());
    text.gauge("rinha_worker_waiting", "Those of them that wait to be sent.").value(now.waiting());
    text.counter(
            "rinha_conflicts_total",
            "Settlements refused because the payment had gone elsewhere; must stay 0.")
        .value(now.conflicts());
    text.counter(
            "rinha_store_forgotten_total",
            "Payments of which the store had to be told again, because it went back in time;"
                + " must stay 0.")
        .value(now.forgotten());
    text.gauge(
            "rinha_worker_asks_everywhere",
            "1 while payments are asked for at every processor before they are sent.")
        .value(bit(now.asksEverywhere()));
    text.counter(
            "rinha_writes_refused_total",
            "Writes that the store could not do while it did others; must stay 0.")
        .value(now.refusedWrites());
    text.gauge("rinha_worker_refused", "Payments held here whose last write the store cannot do.")
        .value(now.refused());
  }

  private static void decisions(MetricsText text, Map<Reason, Long> decisions) {
    text.counter("rinha_decisions_total", "Payments sent or held, by reason.");
    for (Reason reason : Reason.values()) {
      text.value(
          decisions.getOrDefault(reason, 0L), "reason", reason.name().toLowerCase(Locale.ROOT));
    }
  }

  private void processors(MetricsText text, List<RouterSnapshot.Processor> processors) {
    text.gauge("rinha_processor_in_flight", "Payments on their way from this worker.");
    processors.forEach(p -> text.value(p.inFlight(), "processor", p.name()));
    text.gauge("rinha_processor_in_flight_limit", "How many may be on their way now.");
    processors.forEach(p -> text.value(p.limit(), "processor", p.name()));
    text.gauge("rinha_processor_latency_seconds", "Smoothed latency of answers.");
    processors.forEach(p -> text.seconds(p.latencyMillis(), "processor", p.name()));
    text.gauge(
        "rinha_processor_down",
        "1 while this worker holds the processor for down, or it is paused.");
    processors.forEach(p -> text.value(bit(p.down()), "processor", p.name()));
    text.gauge(
        "rinha_processor_state_seconds",
        "For how long it has been down, or not, as rinha_processor_down says.");
    processors.forEach(p -> text.seconds(p.inStateMillis(), "processor", p.name()));
    text.gauge(
        "rinha_processor_last_success_seconds",
        "Time since it last executed a payment of this worker; missing before the first.");
    processors.forEach(
        p ->
            p.withoutSuccessMillis()
                .ifPresent(millis -> text.seconds(millis, "processor", p.name())));
    text.counter("rinha_processor_lookups_total", "Questions whether it has a payment.");
    processors.forEach(p -> text.value(p.lookups(), "processor", p.name()));
    text.gauge("rinha_processor_paused", "1 while an operator has paused the processor.");
    processors.forEach(p -> text.value(bit(p.paused()), "processor", p.name()));
  }

  private static void healthProbes(MetricsText text, Map<String, HealthProbes> probes) {
    text.counter(
        "rinha_health_probes_total",
        "Calls of this worker to health endpoints, by result; held and refused must stay 0.");
    probes.forEach(
        (processor, count) -> {
          text.value(count.answered(), "processor", processor, "result", "answered");
          text.value(count.held(), "processor", processor, "result", "held");
          text.value(count.refused(), "processor", processor, "result", "refused");
          text.value(count.unreachable(), "processor", processor, "result", "unreachable");
        });
  }

  private void store(MetricsText text) {
    text.gauge("rinha_store_up", "1 while the store answers this worker.");
    Census census;
    try {
      census = router.census();
    } catch (StoreException | IllegalStateException e) { // Away, or closed just now.
      text.value(0);
      return;
    }
    text.value(1);
    text.gauge("rinha_store_accepted", "Payments accepted since the last purge.")
        .value(census.accepted());
    text.gauge("rinha_store_payments", "Payments in the store by state; adds up to accepted.")
        .value(census.settled(), "state", "settled")
        .value(census.queued(), "state", "queued")
        .value(census.inFlight(), "state", "in_flight")
        .value(census.inDoubt(), "state", "in_doubt")
        .value(census.dead(), "state", "dead")
        .value(census.discarded(), "state", "discarded");
    text.gauge(
            "rinha_store_missing",
            "Unfinished payments that are not in the queue: nobody executes them; must stay 0.")
        .value(census.missing());
    text.gauge(
            "rinha_store_set_aside",
            "Entries of the queue that could not be read and were set aside; must stay 0.")
        .value(census.setAside());
    text.gauge(
            "rinha_store_regroupings",
            "How often the queue or its group was gone and was made anew since the store was made.")
        .value(census.regroupings());
    text.gauge("rinha_store_oldest_unfinished_seconds", "Age of the oldest unfinished payment.")
        .seconds(age(census.oldestQueuedAtMillis()));
  }

  private double age(long sinceMillis) {
    return Math.max(0.0, clock.millis() - (double) sinceMillis);
  }

  private static int bit(boolean value) {
    return value ? 1 : 0;
  }
}
