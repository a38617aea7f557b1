package dev.rinha.core.engine;

import dev.rinha.core.store.Pauses;
import java.util.OptionalLong;

/**
 * What one worker knows of the operators' pauses, and when it looks again. Before it has looked for
 * the first time it sends nothing: it may have been restarted in the midst of a pause. While the
 * store does not answer, what was known last is valid for {@link Pauses#VALID_FOR_MILLIS}; then
 * nothing is sent until it answers.
 */
final class PauseWatch {

  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 200;
  private static final Now NEVER = new Now(Long.MIN_VALUE, Long.MIN_VALUE);

  private Pauses pauses = Pauses.NONE;
  private boolean looking;

  /** When the last look began. */
  private Now lookedAt = NEVER;

  /** Of the last one that was answered. */
  private Now validUntil = NEVER;

  private long lookAtMillis = Long.MIN_VALUE;
  private long retryAtMillis = Long.MIN_VALUE;
  private long queuePausedSinceWallMillis;
  private long queueResumedAtWallMillis = Long.MIN_VALUE;

  /** Whether it is to be looked now; if so, the answer is awaited from now on. */
  boolean lookNow(Now now) {
    if (looking || now.monotonicMillis() < (lookedTooLongAgo(now) ? retryAtMillis : lookAtMillis)) {
      return false;
    }
    looking = true;
    lookedAt = now;
    return true;
  }

  void seen(Pauses nowPaused, Now now) {
    if (queuePaused() && nowPaused.ofQueue().isEmpty()) {
      queueResumedAtWallMillis = now.wallMillis();
    }
    nowPaused.ofQueue().ifPresent(pause -> queuePausedSinceWallMillis = pause.sinceMillis());
    pauses = nowPaused;
    looking = false;
    validUntil = lookedAt.plusMillis(Pauses.VALID_FOR_MILLIS);
    lookAtMillis = now.monotonicMillis() + LOOK_EVERY_MILLIS;
  }

  void notSeen(long nowMillis) {
    looking = false;
    retryAtMillis = nowMillis + RETRY_MILLIS;
    lookAtMillis = retryAtMillis;
  }

  /** When to look again, on the monotonic clock; {@link Long#MAX_VALUE} while looking. */
  long wakeAtMillis() {
    return looking ? Long.MAX_VALUE : lookAtMillis;
  }

  /** Whether anything may be sent, to processors that are not paused. */
  boolean maySend(Now now) {
    return queueRuns() && !lookedTooLongAgo(now);
  }

  /** Whether it is not known any more what is paused. */
  boolean lookedTooLongAgo(Now now) {
    return hasLooked() && now.perhapsAfter(validUntil);
  }

  private boolean hasLooked() {
    return !validUntil.equals(NEVER);
  }

  /** The last moment at which a request to that processor may leave, a past one if it is paused. */
  Now mayLeaveUntil(String processor) {
    return queueRuns() && pauses.ofProcessor(processor).isEmpty() ? validUntil : NEVER;
  }

  /** Whether payments may be taken. */
  boolean queueRuns() {
    return hasLooked() && !queuePaused();
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
