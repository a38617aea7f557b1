package dev.rinha.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Raised once, by Ctrl-C; everybody who waits looks at it. Thread safe. */
public final class StopSignal {

  private final CountDownLatch raised = new CountDownLatch(1);

  /** Makes everybody stop; raising it again changes nothing. */
  public void raise() {
    raised.countDown();
  }

  /** Whether it was raised. */
  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /** Waits that long; true if the signal was raised before or meanwhile. */
  public boolean await(Duration duration) {
    try {
      return raised.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
