package dev.rinha.core;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.TrafficMinute;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
final class TrafficRecorder implements RouterObserver, AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_MINUTES_PER_BATCH = 60;
  private static final Logger LOG = Logger.getLogger(TrafficRecorder.class.getName());

  private final String worker;
  private final TrafficLog log;
  private final long keptMillis;
  private final Map<String, Fee> fees;
  private final InstantSource clock;
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
   */
  TrafficRecorder(
      String worker,
      TrafficLog log,
      Duration kept,
      Map<String, Fee> fees,
      String routing,
      InstantSource clock) {
    this.worker = worker;
    this.log = log;
    this.keptMillis = kept.toMillis();
    this.fees = Map.copyOf(fees);
    this.clock = clock;
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

  /**
   * Takes note of what a processor said of its health.
   *
   * @param ageMillis how long ago it said so
   */
  void reported(String processor, HealthReport report, long ageMillis) {
    if (report instanceof HealthReport.Reported(boolean failing, long minResponseMillis)) {
      tally.reported(processor, clock.millis() - ageMillis, failing, minResponseMillis);
    }
  }

  @Override
  public void attempted(String processor, long sentAtMillis, Outcome outcome, long tookNanos) {
    tally.attempted(processor, sentAtMillis, AttemptResult.of(outcome), tookNanos / 1_000_000);
  }

  @Override
  public void taken(Payment payment, long queuedAtMillis) {
    if (queuedAtMillis == payment.acceptedAtMillis()) {
      tally.arrived(queuedAtMillis, payment.amount().cents());
    }
  }

  @Override
  public void settled(Payment payment, Intent intent, long queuedAtMillis, long settledAtMillis) {
    long cents = payment.amount().cents();
    Fee fee = fees.get(intent.processor());
    tally.settled(
        intent.processor(),
        intent.requestedAtMillis(),
        cents,
        fee == null ? 0 : fee.microCents(cents),
        Math.max(0, settledAtMillis - queuedAtMillis));
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
