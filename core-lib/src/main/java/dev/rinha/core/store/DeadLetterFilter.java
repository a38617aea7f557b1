package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/**
 * Which dead letters are meant. Immutable.
 *
 * @param diedBeforeMillis only those that died before this time, in milliseconds since the epoch
 * @param reasonPrefix only those whose reason begins like this; empty for any
 * @param others what else must hold of them; depends on the letter alone
 */
public record DeadLetterFilter(
    long diedBeforeMillis, String reasonPrefix, Predicate<DeadLetter> others) {

  /** Refuses a null. */
  public DeadLetterFilter {
    requireNonNull(reasonPrefix, "reasonPrefix");
    requireNonNull(others, "others");
  }

  /** All of them. */
  public static final DeadLetterFilter ALL = new DeadLetterFilter(Long.MAX_VALUE, "", _ -> true);

  /** The same, and died before that time, in milliseconds since the epoch. */
  public DeadLetterFilter diedBefore(long millis) {
    return new DeadLetterFilter(millis, reasonPrefix, others);
  }

  /** The same, and with a reason that begins like this. */
  public DeadLetterFilter reasonBeginsWith(String prefix) {
    return new DeadLetterFilter(diedBeforeMillis, prefix, others);
  }

  /** The same, and as that wants them; it depends on the letter alone. */
  public DeadLetterFilter and(Predicate<DeadLetter> also) {
    return new DeadLetterFilter(
        diedBeforeMillis, reasonPrefix, others.and(requireNonNull(also, "also")));
  }

  /** Whether that one is meant. */
  public boolean accepts(DeadLetter letter) {
    return letter.diedAtMillis() < diedBeforeMillis
        && letter.reason().startsWith(reasonPrefix)
        && others.test(letter);
  }
}
