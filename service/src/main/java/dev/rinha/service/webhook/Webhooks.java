package dev.rinha.service.webhook;

import dev.rinha.core.event.EventDelivery;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.metrics.WebhookTimes;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All webhooks of a worker. Thread safe. */
public final class Webhooks implements MetricsSource, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Webhooks.class.getName());

  private final Outbox outbox;
  private final long maxBytes;
  private final WebhookTimes times = new WebhookTimes();
  private final List<Running> all;

  private record Running(WebhookSender sender, EventDelivery delivery) {}

  /** Creates them; nothing is delivered before {@link #start}. */
  public Webhooks(ServiceConfig config, Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.maxBytes = config.events().maxBytes();
    String owner = "worker-" + UUID.randomUUID();
    this.all =
        config.events().webhooks().stream()
            .map(webhook -> running(config, webhook, owner, clock))
            .toList();
  }

  private Running running(
      ServiceConfig config, ServiceConfig.Webhook webhook, String owner, InstantSource clock) {
    WebhookSender sender = new WebhookSender(webhook, config.fees(), clock, times);
    EventDelivery.Settings settings =
        new EventDelivery.Settings(
            webhook.name(),
            webhook.shownUrl(),
            owner,
            webhook.maxInFlight(),
            webhook.giveUpAfter());
    return new Running(
        sender,
        new EventDelivery(
            outbox, settings, sender, clock, System::nanoTime, new SplittableRandom()));
  }

  /** Begins to deliver. */
  public void start() {
    if (all.isEmpty()) {
      return;
    }
    try {
      outbox.limit(maxBytes);
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "events.max-bytes is not in force: {0}", e.getMessage());
    }
    all.forEach(running -> running.delivery().start());
  }

  @Override
  public void describe(Measurements now) {
    if (!all.isEmpty()) {
      times.describe(now);
    }
  }

  /** Waits for what is on its way, and leaves the rest to others. */
  @Override
  public void close() {
    all.forEach(running -> running.delivery().close());
    all.forEach(running -> running.sender().close());
  }
}
