package dev.rinha.core.store.memory;

import dev.rinha.core.store.DeadLetter;
import java.util.Comparator;
import java.util.UUID;

/**
 * Names a letter by a time and its payment; sorts by them as the bytes in Redis do.
 *
 * @param millis of the death, or of when it was discarded, in milliseconds since the epoch
 */
record DeadLetterKey(long millis, UUID correlationId) implements Comparable<DeadLetterKey> {

  static final Comparator<UUID> BY_BYTES =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final Comparator<DeadLetterKey> ORDER =
      Comparator.comparingLong(DeadLetterKey::millis)
          .thenComparing(DeadLetterKey::correlationId, BY_BYTES);

  static DeadLetterKey of(DeadLetter letter) {
    return new DeadLetterKey(letter.diedAtMillis(), letter.payment().correlationId());
  }

  @Override
  public int compareTo(DeadLetterKey other) {
    return ORDER.compare(this, other);
  }
}
