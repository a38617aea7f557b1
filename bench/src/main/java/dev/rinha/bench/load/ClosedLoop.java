package dev.rinha.bench.load;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Submission;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** So many connections posting payments as fast as they are answered, for so long. */
public final class ClosedLoop {

  private final int connections;
  private final RunningLoad load;
  private final long seed;

  public ClosedLoop(RunningLoad load, int connections, long seed) {
    this.load = load;
    this.connections = connections;
    this.seed = seed;
  }

  /** Blocks until the time is over and every request has been answered. */
  public void run() {
    try (ExecutorService loops = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < connections; i++) {
        var source = new PaymentSource(load.schedule().amountsCents(), seed, i);
        loops.execute(() -> post(source));
      }
    }
    load.measurements().usersAre(0);
  }

  private void post(PaymentSource source) {
    try (BackendClient backend = load.payer()) {
      while (load.isOn()) {
        load.measurements().paymentSent(connections);
        long startNanos = System.nanoTime();
        Submission submission = backend.pay(source.nextId(), source.nextAmountCents());
        long tookNanos = System.nanoTime() - startNanos;
        load.measurements().paymentEnded(submission, tookNanos, tookNanos);
        if (submission.outcome() instanceof Submission.Refused) {
          load.stop().await(Duration.ofMillis(1));
        }
      }
    }
  }
}
