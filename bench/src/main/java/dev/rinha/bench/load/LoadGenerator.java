package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Schedule;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The load as k6 makes it: users that come (and go) along a ramp, each with its own connection,
 * each posting a payment, waiting for the answer, sleeping, and again. Nobody is interrupted: at
 * the end of the load every user finishes its round, sleep included.
 */
public final class LoadGenerator {

  private static final Duration RAMP_STEP = Duration.ofMillis(10);

  private final Schedule schedule;
  private final Targets targets;
  private final Measurements measurements;
  private final Stopwatch stopwatch;
  private final StopSignal stop;
  private final long seed;
  private final Set<Integer> present = ConcurrentHashMap.newKeySet();
  private final Map<Integer, PaymentSource> sources = new ConcurrentHashMap<>();

  public LoadGenerator(
      Schedule schedule,
      Targets targets,
      Measurements measurements,
      Stopwatch stopwatch,
      StopSignal stop,
      long seed) {
    this.schedule = schedule;
    this.targets = targets;
    this.measurements = measurements;
    this.stopwatch = stopwatch;
    this.stop = stop;
    this.seed = seed;
  }

  /** Blocks until the load is over and every user has left. */
  public void run() {
    try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      while (isOn()) {
        invite(users, schedule.usersAt(stopwatch.millis()));
        stop.await(RAMP_STEP);
      }
    }
    measurements.usersAre(0);
  }

  private void invite(ExecutorService users, int wanted) {
    if (present.size() >= wanted) {
      return;
    }
    for (int index = 0; index < wanted; index++) {
      if (present.add(index)) {
        int user = index;
        users.execute(() -> live(user));
      }
    }
  }

  private void live(int user) {
    PaymentSource source =
        sources.computeIfAbsent(
            user, index -> new PaymentSource(schedule.amountsCents(), seed, index));
    Duration patience = Duration.ofMillis(schedule.patienceMillis());
    try (BackendClient backend = targets.backend(patience, measurements::requestTook)) {
      long dueNanos = System.nanoTime();
      while (isOn() && user < schedule.usersAt(stopwatch.millis())) {
        dueNanos = round(backend, source, dueNanos);
      }
    } finally {
      present.remove(user);
    }
  }

  /** Pays once and sleeps; returns when the next payment is due. */
  private long round(BackendClient backend, PaymentSource source, long dueNanos) {
    measurements.paymentSent(present.size());
    long startNanos = System.nanoTime();
    Submission submission = backend.pay(source.nextId(), source.nextAmountCents());
    long endNanos = System.nanoTime();
    measurements.paymentEnded(submission, endNanos - startNanos, endNanos - dueNanos);
    long nextDueNanos = endNanos + schedule.thinkMillis() * 1_000_000L;
    sleepUntil(nextDueNanos);
    return nextDueNanos;
  }

  private static void sleepUntil(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOn() {
    return !stop.isRaised()
        && stopwatch.millis() < schedule.millis()
        && !Thread.currentThread().isInterrupted();
  }
}
