package dev.rinha.core.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells operators of a store that does not do what it is asked: once when that begins, once when it
 * is over, and once a minute in between, however many calls fail. Thread safe.
 *
 * <p>It is over when a call works and none has failed for some time: a Redis that refuses writes
 * still answers questions.
 */
public final class StoreFailureLog {

  private static final long REMINDER = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanos;
  private final long quietNanos;
  private final Consumer<String> warning;
  private final Consumer<String> information;
  private volatile boolean lasts;
  private long sinceNanos;
  private long toldNanos;
  private long failedNanos;

  /**
   * Creates one for a store that is in order.
   *
   * @param nanos a clock that never jumps
   * @param quiet for how long no call must have failed
   * @param warning is told of what begins or goes on
   * @param information is told what is over
   */
  public StoreFailureLog(
      LongSupplier nanos, Duration quiet, Consumer<String> warning, Consumer<String> information) {
    this.nanos = nanos;
    this.quietNanos = quiet.toNanos();
    this.warning = warning;
    this.information = information;
  }

  /**
   * A call has failed.
   *
   * @param why names the store and what is wrong
   */
  public synchronized void failed(String why) {
    failedNanos = nanos.getAsLong();
    if (!lasts) {
      lasts = true;
      sinceNanos = failedNanos;
      toldNanos = failedNanos;
      warning.accept(why + "; what needs it waits or is refused until it is over");
    } else if (failedNanos - toldNanos >= REMINDER) {
      toldNanos = failedNanos;
      warning.accept("for " + seconds(failedNanos) + " s now: " + why);
    }
  }

  /**
   * A call has worked.
   *
   * @param where names the store
   */
  public void worked(String where) {
    if (lasts) {
      end(where);
    }
  }

  private synchronized void end(String where) {
    long now = nanos.getAsLong();
    if (lasts && now - failedNanos >= quietNanos) {
      lasts = false;
      information.accept(where + " works again after " + seconds(now) + " s");
    }
  }

  private long seconds(long untilNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(untilNanos - sinceNanos);
  }
}
