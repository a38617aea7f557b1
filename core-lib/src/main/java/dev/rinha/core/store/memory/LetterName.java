package dev.rinha.core.store.memory;

import dev.rinha.core.store.DeadLetter;
import java.util.Comparator;
import java.util.UUID;

/**
 * Names a letter by a time and its payment; sorts by them as the bytes in Redis do.
 *
 * @param millis of the death, or of when it was discarded, in milliseconds since the epoch
 */
record LetterName(long millis, UUID correlationId) implements Comparable<LetterName> {

  static final Comparator<UUID> BY_BYTES =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final Comparator<LetterName> ORDER =
      Comparator.comparingLong(LetterName::millis)
          .thenComparing(LetterName::correlationId, BY_BYTES);

  static LetterName of(DeadLetter letter) {
    return new LetterName(letter.diedAtMillis(), letter.payment().correlationId());
  }

  @Override
  public int compareTo(LetterName other) {
    return ORDER.compare(this, other);
  }
}
