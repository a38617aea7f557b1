package dev.rinha.service.metrics;

import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What waits for subscribers. Thread safe. */
public final class OutboxMetrics implements MetricsSource {

  private final Outbox outbox;
  private final InstantSource clock;

  public OutboxMetrics(Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public void describe(Measurements now) {
    try {
      describe(now, outbox.status());
    } catch (StoreException e) {
      // That it is away is measured elsewhere.
    }
  }

  private void describe(Measurements now, Outbox.Status status) {
    now.gauge("rinha_events_bytes", "Memory of the events that are kept for subscribers.")
        .value(status.bytes());
    now.gauge("rinha_events_kept", "Events that are kept for subscribers.").value(status.events());
    if (status.subscribers().isEmpty()) {
      return;
    }
    long nowMillis = clock.millis();
    List<Subscriber> all = status.subscribers();
    now.gauge("rinha_subscriber_events", "Events that a subscriber has not got yet.");
    each(now, all, Subscriber::waiting);
    now.gauge("rinha_subscriber_oldest_seconds", "Age of the oldest of them; 0 without any.");
    each(now, all, one -> age(one, nowMillis) / 1000.0);
    now.counter("rinha_subscriber_delivered_total", "Events that it has got.");
    each(now, all, Subscriber::delivered);
    now.counter("rinha_subscriber_given_up_total", "Events that it never took.");
    each(now, all, Subscriber::givenUp);
    now.counter("rinha_subscriber_lost_total", "Events that it missed, since there was no room.");
    each(now, all, Subscriber::lost);
    now.gauge("rinha_subscriber_paused", "Whether an operator has paused it.");
    each(now, all, one -> one.paused() ? 1 : 0);
  }

  private static void each(
      Measurements now, List<Subscriber> all, ToDoubleFunction<Subscriber> value) {
    all.forEach(one -> now.value(value.applyAsDouble(one), "subscriber", one.name()));
  }

  private static long age(Subscriber one, long nowMillis) {
    return one.oldestAtMillis() == 0 ? 0 : Math.max(0, nowMillis - one.oldestAtMillis());
  }
}
