package dev.rinha.core.routing;

import java.util.List;

/**
 * What is known of outages when one is to be judged. Immutable.
 *
 * @param lastedMillis how long the present one has lasted
 * @param endedMillis how long others lasted that have ended, of this processor and of the others
 */
public record Outages(long lastedMillis, List<Long> endedMillis) {

  /** So many outages that have ended are remembered of each processor. */
  public static final int KEPT = 32;

  /** Copies the list. */
  public Outages {
    endedMillis = List.copyOf(endedMillis);
  }
}
