package dev.rinha.core.engine;

import dev.rinha.core.store.Pauses;
import java.util.OptionalLong;

/**
 * What one worker knows of the operators' pauses, and when it looks again. Before it has looked for
 * the first time it sends nothing: it may have been restarted in the midst of a pause. When the
 * store does not answer, what was known last goes on to hold.
 */
final class PauseWatch {

  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 200;

  private Pauses pauses = Pauses.NONE;
  private boolean known;
  private boolean looking;
  private long lookAtMillis = Long.MIN_VALUE;
  private long queuePausedSinceWallMillis;
  private long queueResumedAtWallMillis = Long.MIN_VALUE;

  /** Whether it is to be looked now; if so, the answer is awaited from now on. */
  boolean lookNow(long nowMillis) {
    if (looking || nowMillis < lookAtMillis) {
      return false;
    }
    looking = true;
    return true;
  }

  void seen(Pauses nowPaused, Now now) {
    if (queuePaused() && nowPaused.ofQueue().isEmpty()) {
      queueResumedAtWallMillis = now.wallMillis();
    }
    nowPaused.ofQueue().ifPresent(pause -> queuePausedSinceWallMillis = pause.sinceMillis());
    pauses = nowPaused;
    known = true;
    looking = false;
    lookAtMillis = now.monotonicMillis() + LOOK_EVERY_MILLIS;
  }

  void notSeen(long nowMillis) {
    looking = false;
    lookAtMillis = nowMillis + RETRY_MILLIS;
  }

  /** When to look again, on the monotonic clock; {@link Long#MAX_VALUE} while looking. */
  long wakeAtMillis() {
    return looking ? Long.MAX_VALUE : lookAtMillis;
  }

  /** Whether payments may be taken and sent, to processors that are not paused. */
  boolean queueRuns() {
    return known && !queuePaused();
  }

  /** Whether an operator has paused the queue. */
  boolean queuePaused() {
    return pauses.ofQueue().isPresent();
  }

  /**
   * From when on the last pause of the queue kept a payment there that came into it at that time;
   * empty if it did not.
   */
  OptionalLong keptInQueueFrom(long queuedAtWallMillis) {
    return queuedAtWallMillis < queueResumedAtWallMillis
        ? OptionalLong.of(Math.max(queuedAtWallMillis, queuePausedSinceWallMillis))
        : OptionalLong.empty();
  }

  /** What is paused, as far as it is known. */
  Pauses pauses() {
    return pauses;
  }
}
