package dev.rinha.core.store.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * How the lists of dead and of discarded letters name one: the time in 6 bytes, so that the names
 * sort by it, and the correlation id.
 */
final class DeadLetterName {

  private DeadLetterName() {}

  static byte[] of(long millis, UUID correlationId) {
    return ByteBuffer.allocate(Binary.TIME_BYTES + Binary.ID_BYTES)
        .put(Binary.time(millis))
        .put(Binary.id(correlationId))
        .array();
  }

  static UUID id(byte[] name) {
    return Binary.id(Arrays.copyOfRange(name, Binary.TIME_BYTES, name.length));
  }

  static long millis(byte[] name) {
    return Binary.time(name);
  }
}
