package dev.rinha.core;

import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.TrafficMinute;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Watches what one worker takes, sends and settles, and adds it to the traffic log every ten
 * seconds.
 *
 * <p><b>The idea.</b> It stands around the queue and the processors' clients, so that the worker
 * knows nothing of it: a payment costs a few additions under a lock, and no round trip. A batch
 * whose answer is lost is added again under its name, so that nothing counts twice; what was
 * observed since the last batch is lost when the process is killed. Whatever goes wrong here is
 * logged and never disturbs the execution.
 *
 * <p>A payment counts as arrived, in the minute in which it was accepted, when a worker takes it
 * for the first time: a backlog that nobody has taken yet is not in the log.
 *
 * <p>Thread safe.
 */
final class TrafficRecorder implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_MINUTES_PER_BATCH = 60;
  private static final Logger LOG = Logger.getLogger(TrafficRecorder.class.getName());

  private final String worker;
  private final TrafficLog log;
  private final long keptMillis;
  private final Map<String, Fee> fees;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final TrafficTally tally;
  private final Thread rounds = Thread.ofVirtual().name("rinha-traffic").unstarted(this::goRound);
  private volatile boolean closed;
  private List<TrafficMinute> batch = List.of();
  private final String run = UUID.randomUUID() + ":";
  private long batches;
  private boolean failedBefore;

  /**
   * Creates a recorder; {@link #start} sets it to work.
   *
   * @param worker unique among the workers of the store
   * @param kept for how long a minute is kept
   * @param fees what each processor charges
   * @param routing how payments are routed, as text for whoever reads the log
   * @param nanoTime a clock that only goes forward
   */
  TrafficRecorder(
      String worker,
      TrafficLog log,
      Duration kept,
      Map<String, Fee> fees,
      String routing,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.worker = worker;
    this.log = log;
    this.keptMillis = kept.toMillis();
    this.fees = Map.copyOf(fees);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.tally = new TrafficTally(routing);
  }

  /** Begins to add to the log. May be called once. */
  void start() {
    rounds.start();
  }

  /** Adds what has been observed since the last time, and ends. Later calls do nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      rounds.interrupt();
      flush();
    }
  }

  /** The same queue, watched. */
  WorkQueue watched(WorkQueue queue) {
    return new DelegatingQueue(queue) {
      @Override
      public List<Claim> take(String holder, int max, long waitMillis) {
        List<Claim> claims = super.take(holder, max, waitMillis);
        observe(() -> claims.forEach(TrafficRecorder.this::taken));
        return claims;
      }

      @Override
      public List<WriteResult> settle(List<Settlement> settlements) {
        List<WriteResult> writes = super.settle(settlements);
        observe(
            () -> {
              for (int i = 0; i < writes.size(); i++) {
                if (writes.get(i) == WriteResult.DONE) {
                  settled(settlements.get(i));
                }
              }
            });
        return writes;
      }
    };
  }

  /** The same client, watched. */
  ProcessorClient watched(String processor, ProcessorClient client) {
    return new ProcessorClient() {
      @Override
      public Outcome send(
          UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
        long sentAtMillis = clock.millis();
        long beganNanos = nanoTime.getAsLong();
        AttemptResult result = AttemptResult.UNKNOWN;
        try {
          Outcome outcome = client.send(correlationId, amount, requestedAtMillis, timeoutMillis);
          result = AttemptResult.of(outcome);
          return outcome;
        } finally {
          attempted(processor, sentAtMillis, result, nanoTime.getAsLong() - beganNanos);
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
    };
  }

  /**
   * Takes note of what a processor said of its health.
   *
   * @param ageMillis how long ago it said so
   */
  void reported(String processor, HealthReport report, long ageMillis) {
    if (report instanceof HealthReport.Reported(boolean failing, long minResponseMillis)) {
      observe(
          () -> tally.reported(processor, clock.millis() - ageMillis, failing, minResponseMillis));
    }
  }

  private void attempted(
      String processor, long sentAtMillis, AttemptResult result, long tookNanos) {
    observe(() -> tally.attempted(processor, sentAtMillis, result, tookNanos / 1_000_000));
  }

  private void taken(Claim claim) {
    if (claim.queuedAtMillis() == claim.payment().acceptedAtMillis()) {
      tally.arrived(claim.queuedAtMillis(), claim.payment().amount().cents());
    }
  }

  private void settled(Settlement settlement) {
    String processor = settlement.intent().processor();
    long cents = settlement.claim().payment().amount().cents();
    Fee fee = fees.get(processor);
    tally.settled(
        processor,
        settlement.intent().requestedAtMillis(),
        cents,
        fee == null ? 0 : fee.microCents(cents),
        Math.max(0, settlement.settledAtMillis() - settlement.claim().queuedAtMillis()));
  }

  private void observe(Runnable observation) {
    try {
      observation.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "worker " + worker + ": a defect in the record of traffic", e);
    }
  }

  private void goRound() {
    try {
      while (!closed) {
        Thread.sleep(INTERVAL);
        flush();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Adds to the log what has been observed, after what could not be added before. */
  synchronized void flush() {
    try {
      do {
        addBatch();
        batch = tally.take(MAX_MINUTES_PER_BATCH, clock.millis());
        batches++;
      } while (!batch.isEmpty());
      failedBefore = false;
    } catch (RuntimeException e) {
      if (!failedBefore) {
        LOG.log(
            e instanceof StoreException ? Level.FINE : Level.WARNING,
            "traffic is not recorded at the moment: {0}",
            e.getMessage());
      }
      failedBefore = true;
    }
  }

  private void addBatch() {
    if (!batch.isEmpty()) {
      log.add(worker, run + batches, batch, keptMillis);
    }
  }
}
