package dev.rinha.core.engine;

/**
 * Whether what answers for a processor is the processor itself, and says something about the
 * payment that it answers. One that refuses several payments in a row says nothing about them: it
 * is not the payments that are wrong then.
 */
final class Credibility {

  /** So many refusals in a row are about the payments; from the next one on about the processor. */
  static final int REFUSALS_BELIEVED = 3;

  /** For so long after something else has answered for it, its "not there" says nothing. */
  static final long INTERCEPTED_MILLIS = 10_000;

  private int refusalsInRow;
  private long interceptedAtMillis = Long.MIN_VALUE / 2;
  private long executedAtMillis = Long.MIN_VALUE / 2;
  private long spokeAtMillis = Long.MIN_VALUE / 2;

  boolean refusing() {
    return refusalsInRow > REFUSALS_BELIEVED;
  }

  boolean intercepted(long nowMillis) {
    return interceptedAtMillis > executedAtMillis
        || nowMillis - interceptedAtMillis < INTERCEPTED_MILLIS;
  }

  boolean spokeAfter(long millis) {
    return spokeAtMillis > millis;
  }

  void spoke(long leftAtMillis) {
    spokeAtMillis = Math.max(spokeAtMillis, leftAtMillis);
  }

  void executed(long nowMillis) {
    refusalsInRow = 0;
    executedAtMillis = nowMillis;
  }

  void refused() {
    refusalsInRow++;
  }

  /** Something else answered in its place. */
  void interceptedAt(long nowMillis) {
    interceptedAtMillis = nowMillis;
  }
}
