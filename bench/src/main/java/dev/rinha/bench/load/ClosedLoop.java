package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.schedule.Schedule;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** So many connections posting payments as fast as they are answered, for so long. */
public final class ClosedLoop {

  private final int connections;
  private final Schedule schedule;
  private final Targets targets;
  private final Measurements measurements;
  private final Stopwatch stopwatch;
  private final StopSignal stop;
  private final long seed;

  public ClosedLoop(
      int connections,
      Schedule schedule,
      Targets targets,
      Measurements measurements,
      Stopwatch stopwatch,
      StopSignal stop,
      long seed) {
    this.connections = connections;
    this.schedule = schedule;
    this.targets = targets;
    this.measurements = measurements;
    this.stopwatch = stopwatch;
    this.stop = stop;
    this.seed = seed;
  }

  /** Blocks until the time is over and every request has been answered. */
  public void run() {
    try (ExecutorService loops = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < connections; i++) {
        var source = new PaymentSource(schedule.amountsCents(), seed, i);
        loops.execute(() -> post(source));
      }
    }
    measurements.usersAre(0);
  }

  private void post(PaymentSource source) {
    Duration patience = Duration.ofMillis(schedule.patienceMillis());
    try (BackendClient backend = targets.backend(patience, measurements::requestTook)) {
      while (!stop.isRaised() && stopwatch.millis() < schedule.millis()) {
        measurements.paymentSent(connections);
        long startNanos = System.nanoTime();
        Submission submission = backend.pay(source.nextId(), source.nextAmountCents());
        long tookNanos = System.nanoTime() - startNanos;
        measurements.paymentEnded(submission, tookNanos, tookNanos);
        if (submission.outcome() instanceof Submission.Refused) {
          stop.await(Duration.ofMillis(1));
        }
      }
    }
  }
}
