package dev.rinha.core.routing;

import dev.rinha.core.processor.ProcessorSettings;
import java.util.Collection;

/**
 * What a policy may know of one processor: what is known beforehand, and what one worker has
 * learned from its own attempts and from health reports. It changes nothing, and is to be read
 * during the decision only. Times are in milliseconds on the monotonic clock of {@link
 * RoutingInput#nowMillis}.
 */
public interface ProcessorView {

  /** What is known beforehand. */
  ProcessorSettings settings();

  /** The processor's name. */
  default String name() {
    return settings().name();
  }

  /** Whether a payment may be sent to it now as a matter of course. */
  boolean able(long nowMillis);

  /** Whether it is down and a payment may be sent to find out if it still is. */
  boolean probeDue(long nowMillis);

  /**
   * Whether it works but nothing was sent to it for so long that what is known of its latency may
   * not hold any more.
   */
  boolean measurementDue(long nowMillis);

  /**
   * When to look again: the next probe, the end of a throttling, or {@link Long#MAX_VALUE} if only
   * an answer or the end of a pause can change anything.
   */
  long changesAtMillis(long nowMillis);

  /** Whether it counts as down: it fails, or it is paused. */
  boolean down();

  /** Since when it counts as down; of no meaning while it works. */
  long downSinceMillis();

  /** Whether an operator has paused it: it counts as down and is not even probed. */
  boolean paused();

  /** How long its last outages lasted that have ended, in milliseconds. */
  Collection<Long> endedOutagesMillis();

  /** How long it will not take anything because it said so, in milliseconds. */
  long throttledMillis(long nowMillis);

  /** Payments on their way to it from this worker. */
  int inFlight();

  /** How many may be on their way now. */
  int limit(long nowMillis);

  /** Smoothed latency of its answers in milliseconds; 0 before the first one. */
  double latencyMillis();

  /**
   * How long a payment sent now takes to be answered, as far as is known.
   *
   * @return milliseconds; 0 while nothing is known
   */
  long expectedLatencyMillis(long nowMillis);

  /**
   * How long it takes, from when it works, until the backlog is on its way to it, and with it those
   * that arrive meanwhile. A load that it cannot keep up with is expected to last as long again as
   * the oldest has waited.
   *
   * @return milliseconds; 0 while nothing is known of its latency
   */
  long expectedDrainMillis(Backlog backlog, long nowMillis);
}
