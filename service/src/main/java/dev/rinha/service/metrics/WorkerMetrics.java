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
  public void describe(Measurements now) {
    boolean working = router.working();
    now.gauge("rinha_worker_up", "1 while this worker executes payments.").value(bit(working));
    if (working) {
      worker(now);
    }
    now.counter(
            "rinha_policy_faults_total",
            "How often the routing policy failed to decide; must stay 0.")
        .value(router.policyFaults());
    healthProbes(now, router.healthProbes());
    store(now);
  }

  private void worker(Measurements now) {
    RouterSnapshot seen;
    try {
      seen = router.snapshot();
    } catch (IllegalStateException e) {
      return; // It stops just now.
    }
    decisions(now, seen.decisions());
    processors(now, seen.processors());
    now.gauge("rinha_queue_paused", "1 while an operator has paused the queue.")
        .value(bit(seen.queuePaused()));
    now.gauge("rinha_worker_held", "Payments that this worker holds.").value(seen.held());
    now.gauge("rinha_worker_waiting", "Those of them that wait to be sent.").value(seen.waiting());
    now.counter(
            "rinha_conflicts_total",
            "Settlements refused because the payment had gone elsewhere; must stay 0.")
        .value(seen.conflicts());
    now.counter(
            "rinha_store_forgotten_total",
            "Payments of which the store had to be told again, because it went back in time;"
                + " must stay 0.")
        .value(seen.forgotten());
    now.gauge(
            "rinha_worker_asks_everywhere",
            "1 while payments are asked for at every processor before they are sent.")
        .value(bit(seen.asksEverywhere()));
    now.counter(
            "rinha_writes_refused_total",
            "Writes that the store could not do while it did others; must stay 0.")
        .value(seen.refusedWrites());
    now.gauge("rinha_worker_refused", "Payments held here whose last write the store cannot do.")
        .value(seen.refused());
  }

  private static void decisions(Measurements now, Map<Reason, Long> decisions) {
    now.counter("rinha_decisions_total", "Payments sent or held, by reason.");
    for (Reason reason : Reason.values()) {
      now.value(
          decisions.getOrDefault(reason, 0L), "reason", reason.name().toLowerCase(Locale.ROOT));
    }
  }

  private void processors(Measurements now, List<RouterSnapshot.Processor> processors) {
    now.gauge("rinha_processor_in_flight", "Payments on their way from this worker.");
    processors.forEach(p -> now.value(p.inFlight(), "processor", p.name()));
    now.gauge("rinha_processor_in_flight_limit", "How many may be on their way now.");
    processors.forEach(p -> now.value(p.limit(), "processor", p.name()));
    now.gauge("rinha_processor_latency_seconds", "Smoothed latency of answers.");
    processors.forEach(p -> now.seconds(p.latencyMillis(), "processor", p.name()));
    now.gauge(
        "rinha_processor_down",
        "1 while this worker holds the processor for down, or it is paused.");
    processors.forEach(p -> now.value(bit(p.down()), "processor", p.name()));
    now.gauge(
        "rinha_processor_state_seconds",
        "For how long it has been down, or not, as rinha_processor_down says.");
    processors.forEach(p -> now.seconds(p.inStateMillis(), "processor", p.name()));
    now.gauge(
        "rinha_processor_last_success_seconds",
        "Time since it last executed a payment of this worker; missing before the first.");
    processors.forEach(
        p ->
            p.withoutSuccessMillis()
                .ifPresent(millis -> now.seconds(millis, "processor", p.name())));
    now.counter("rinha_processor_lookups_total", "Questions whether it has a payment.");
    processors.forEach(p -> now.value(p.lookups(), "processor", p.name()));
    now.gauge("rinha_processor_paused", "1 while an operator has paused the processor.");
    processors.forEach(p -> now.value(bit(p.paused()), "processor", p.name()));
  }

  private static void healthProbes(Measurements now, Map<String, HealthProbes> probes) {
    now.counter(
        "rinha_health_probes_total",
        "Calls of this worker to health endpoints, by result; held and refused must stay 0.");
    probes.forEach(
        (processor, count) -> {
          now.value(count.answered(), "processor", processor, "result", "answered");
          now.value(count.held(), "processor", processor, "result", "held");
          now.value(count.refused(), "processor", processor, "result", "refused");
          now.value(count.unreachable(), "processor", processor, "result", "unreachable");
        });
  }

  private void store(Measurements now) {
    now.gauge("rinha_store_up", "1 while the store answers this worker.");
    Census census;
    try {
      census = router.census();
    } catch (StoreException | IllegalStateException e) { // Away, or closed just now.
      now.value(0);
      return;
    }
    now.value(1);
    now.gauge("rinha_store_accepted", "Payments accepted since the last purge.")
        .value(census.accepted());
    now.gauge("rinha_store_payments", "Payments in the store by state; adds up to accepted.")
        .value(census.settled(), "state", "settled")
        .value(census.queued(), "state", "queued")
        .value(census.inFlight(), "state", "in_flight")
        .value(census.inDoubt(), "state", "in_doubt")
        .value(census.dead(), "state", "dead")
        .value(census.discarded(), "state", "discarded");
    now.gauge(
            "rinha_store_missing",
            "Unfinished payments that are not in the queue: nobody executes them; must stay 0.")
        .value(census.missing());
    now.gauge(
            "rinha_store_set_aside",
            "Entries of the queue that could not be read and were set aside; must stay 0.")
        .value(census.setAside());
    now.gauge(
            "rinha_store_regroupings",
            "How often the queue or its group was gone and was made anew since the store was made.")
        .value(census.regroupings());
    now.gauge("rinha_store_oldest_unfinished_seconds", "Age of the oldest unfinished payment.")
        .seconds(age(census.oldestQueuedAtMillis()));
  }

  private double age(long sinceMillis) {
    return Math.max(0.0, clock.millis() - (double) sinceMillis);
  }

  private static int bit(boolean value) {
    return value ? 1 : 0;
  }
}
