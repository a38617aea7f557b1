package dev.rinha.core.engine;

/**
 * How many payments may be on their way to a processor: the least of three bounds. The configured
 * one. A <em>ramp</em> after a recovery, which starts small and doubles with time, not with
 * answers: a backlog drains fast but not as a stampede, and a processor that takes seconds is given
 * rate × latency as quickly as one that takes milliseconds. And a <em>ceiling</em>, found by
 * additive increase and multiplicative decrease: it falls on a 429 and when answers come close to
 * their timeout, and rises with answers while it is what holds payments back.
 *
 * <p>Rejected: shrinking on every rise of the latency (gradient, Vegas). A processor that becomes
 * slower for reasons of its own looks the same as one that is overloaded, and it is just then that
 * more have to be in flight.
 */
final class InFlightLimit {

  static final long RAMP_DOUBLES_EVERY_MILLIS = 100;

  private static final double RAMP_START = 16;
  private static final double SHRINK = 0.7;
  private static final long SHRINK_EVERY_MILLIS = 200;
  private static final double GROWTH_PER_ANSWER = 0.2;

  /** Below this, the ceiling grows by one per answer: it doubles per round trip. */
  private static final double SMALL_CEILING = 64;

  private final int configured;
  private double ceiling;
  private boolean ramping;
  private long rampSinceMillis;
  private long shrinkAtMillis;

  InFlightLimit(int configured) {
    this.configured = configured;
    this.ceiling = configured;
  }

  int now(long nowMillis) {
    if (!ramping) {
      return (int) ceiling;
    }
    double doublings = (double) (nowMillis - rampSinceMillis) / RAMP_DOUBLES_EVERY_MILLIS;
    return (int) Math.min(ceiling, RAMP_START * Math.pow(2, doublings));
  }

  /** What it is once the ramp is over. */
  double ceiling() {
    return ceiling;
  }

  boolean ramping() {
    return ramping;
  }

  /** The processor is taken up again. */
  void ramp(long nowMillis) {
    ramping = true;
    rampSinceMillis = nowMillis;
  }

  void endRampAtCeiling(long nowMillis) {
    ramping = ramping && now(nowMillis) < (int) ceiling;
  }

  /** It was what held payments back, and an answer came in good time. */
  void grow() {
    double growth = ceiling < SMALL_CEILING ? 1 : GROWTH_PER_ANSWER;
    ceiling = Math.min(configured, ceiling + growth);
  }

  void shrink(int inFlight, long nowMillis) {
    if (nowMillis >= shrinkAtMillis) {
      ceiling = Math.max(1, Math.min(ceiling, inFlight + 1) * SHRINK);
      shrinkAtMillis = nowMillis + SHRINK_EVERY_MILLIS;
    }
  }

  /**
   * How long the ramp takes to let that much through.
   *
   * @param work payments times milliseconds
   * @param begun whether it has begun
   */
  double rampMillis(double work, boolean begun, long nowMillis) {
    double start = begun ? now(nowMillis) : RAMP_START;
    return start >= (int) ceiling
        ? 0
        : RAMP_DOUBLES_EVERY_MILLIS
            * Math.log1p(work * Math.log(2) / (RAMP_DOUBLES_EVERY_MILLIS * start))
            / Math.log(2);
  }
}
