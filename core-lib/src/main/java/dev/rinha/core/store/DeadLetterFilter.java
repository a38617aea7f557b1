package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

/**
 * Which dead letters are meant. Immutable.
 *
 * @param diedBeforeMillis only those that died before this time, in milliseconds since the epoch
 * @param reasonPrefix only those whose reason begins like this; empty for any
 */
public record DeadLetterFilter(long diedBeforeMillis, String reasonPrefix) {

  /** Refuses a null. */
  public DeadLetterFilter {
    requireNonNull(reasonPrefix, "reasonPrefix");
  }

  /** All of them. */
  public static final DeadLetterFilter ALL = new DeadLetterFilter(Long.MAX_VALUE, "");

  /** The same, and died before that time, in milliseconds since the epoch. */
  public DeadLetterFilter diedBefore(long millis) {
    return new DeadLetterFilter(millis, reasonPrefix);
  }

  /** The same, and with a reason that begins like this. */
  public DeadLetterFilter reasonBeginsWith(String prefix) {
    return new DeadLetterFilter(diedBeforeMillis, prefix);
  }

  /** Whether that one is meant. */
  public boolean accepts(DeadLetter letter) {
    return letter.diedAtMillis() < diedBeforeMillis && letter.reason().startsWith(reasonPrefix);
  }
}
