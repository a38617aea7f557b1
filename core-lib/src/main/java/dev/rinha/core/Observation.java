package dev.rinha.core;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.WorkQueue;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Has observers see what goes through a queue and to processors. Thread safe. */
final class Observation {

  private static final Logger LOG = Logger.getLogger(Observation.class.getName());

  private final List<RouterObserver> observers;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock that only goes forward
   */
  Observation(List<RouterObserver> observers, InstantSource clock, LongSupplier nanoTime) {
    this.observers = List.copyOf(observers);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The same queue, watched. */
  WorkQueue watched(WorkQueue queue) {
    return observers.isEmpty() ? queue : new WatchedQueue(queue);
  }

  /** The same client, watched. */
  ProcessorClient watched(String processor, ProcessorClient client) {
    return observers.isEmpty() ? client : new WatchedClient(processor, client);
  }

  private void tell(Consumer<RouterObserver> what) {
    for (RouterObserver observer : observers) {
      try {
        what.accept(observer);
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "a defect in " + observer.getClass().getName(), e);
      }
    }
  }

  private final class WatchedQueue extends DelegatingQueue {

    private WatchedQueue(WorkQueue queue) {
      super(queue);
    }

    @Override
    public List<Claim> take(String holder, int max, long waitMillis) {
      List<Claim> claims = super.take(holder, max, waitMillis);
      for (Claim claim : claims) {
        tell(observer -> observer.taken(claim.payment(), claim.queuedAtMillis()));
      }
      return claims;
    }

    @Override
    public List<WriteResult> settle(List<Settlement> settlements) {
      List<WriteResult> writes = super.settle(settlements);
      for (int i = 0; i < writes.size(); i++) {
        if (writes.get(i) == WriteResult.DONE) {
          Settlement done = settlements.get(i);
          tell(
              observer ->
                  observer.settled(
                      done.claim().payment(),
                      done.intent(),
                      done.claim().queuedAtMillis(),
                      done.settledAtMillis()));
        }
      }
      return writes;
    }
  }

  private final class WatchedClient implements ProcessorClient {

    private final String processor;
    private final ProcessorClient client;

    private WatchedClient(String processor, ProcessorClient client) {
      this.processor = processor;
      this.client = client;
    }

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      return send(correlationId, amount, requestedAtMillis, timeoutMillis, Optional.empty());
    }

    @Override
    public Outcome send(
        UUID correlationId,
        Money amount,
        long requestedAtMillis,
        long timeoutMillis,
        Optional<TraceParent> trace) {
      long sentAtMillis = clock.millis();
      long beganNanos = nanoTime.getAsLong();
      Outcome seen = new Outcome.Unknown("the client threw");
      try {
        seen = client.send(correlationId, amount, requestedAtMillis, timeoutMillis, trace);
        return seen;
      } finally {
        Outcome outcome = seen;
        long tookNanos = nanoTime.getAsLong() - beganNanos;
        tell(observer -> observer.attempted(processor, sentAtMillis, outcome, tookNanos));
      }
    }

    @Override
    public Lookup find(UUID correlationId) {
      return client.find(correlationId);
    }

    @Override
    public HealthReport health() {
      return client.health();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
