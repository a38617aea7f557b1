package dev.rinha.core.engine;

/**
 * How fast payments follow each other to a processor. Where answers take long, sends are spread
 * over the time that one answer takes (limit ÷ latency per second) with a tenth of them as burst.
 * Filling all places at once would get them back at once too, and a processor that becomes fast in
 * between would find none free.
 *
 * <p>The latency that counts here is that of the payments sent last: what was sent before a change
 * says nothing about the time after it.
 */
final class Pacer {

  private static final double SMOOTHING = 0.3;
  private static final double BURST = 0.1;

  private double latencyMillis;
  private long newestAnsweredSentAtMillis = Long.MIN_VALUE;
  private double nextSendAtMillis;

  double latencyMillis() {
    return latencyMillis;
  }

  boolean ready(long nowMillis) {
    return nowMillis >= nextSendAtMillis;
  }

  long readyAtMillis() {
    return (long) Math.ceil(nextSendAtMillis);
  }

  void sent(double ceiling, long nowMillis) {
    nextSendAtMillis =
        Math.max(nextSendAtMillis, nowMillis - BURST * latencyMillis) + latencyMillis / ceiling;
  }

  /** What it was before an outage is forgotten. */
  void recovered(long tookMillis) {
    latencyMillis = tookMillis;
  }

  void answered(long tookMillis, double ceiling, long nowMillis) {
    long sentAtMillis = nowMillis - tookMillis;
    if (sentAtMillis >= newestAnsweredSentAtMillis) {
      newestAnsweredSentAtMillis = sentAtMillis;
      latencyMillis += SMOOTHING * (tookMillis - latencyMillis);
      nextSendAtMillis = Math.min(nextSendAtMillis, nowMillis + latencyMillis / ceiling);
    }
  }
}
