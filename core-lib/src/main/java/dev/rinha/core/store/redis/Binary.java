package dev.rinha.core.store.redis;

import dev.rinha.core.store.LedgerEntry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;

/**
 * Bytes that are kept as bytes. An entry of the ledger is 28 of them: correlation id 16,
 * requestedAt 6, processor 1, cents 5, all big-endian.
 */
final class Binary {

  static final int ID_BYTES = 16;
  static final int TIME_BYTES = 6;
  static final long MAX_TIME = (1L << 48) - 1;
  private static final int CENTS_BYTES = 5;

  private Binary() {}

  static byte[] id(UUID id) {
    return ByteBuffer.allocate(ID_BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** Reads the correlation id that begins these bytes. */
  static UUID id(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  static byte[] time(long millis) {
    return unsigned(millis, TIME_BYTES);
  }

  /** Reads the time that begins these bytes. */
  static long time(byte[] bytes) {
    return unsigned(bytes, 0, TIME_BYTES);
  }

  /** The time in an entry of the ledger. */
  static long requestedAtMillis(byte[] ledgerEntry) {
    return unsigned(ledgerEntry, ID_BYTES, TIME_BYTES);
  }

  static byte[] cents(long cents) {
    return unsigned(cents, CENTS_BYTES);
  }

  static LedgerEntry ledgerEntry(byte[] bytes, Map<Integer, String> processors) {
    int processorAt = ID_BYTES + TIME_BYTES;
    return new LedgerEntry(
        id(bytes),
        unsigned(bytes, processorAt + 1, CENTS_BYTES),
        RecordText.processor(processors, bytes[processorAt] & 0xff),
        requestedAtMillis(bytes));
  }

  private static byte[] unsigned(long number, int size) {
    byte[] bytes = new byte[size];
    for (int i = size - 1; i >= 0; i--) {
      bytes[i] = (byte) number;
      number >>>= 8;
    }
    return bytes;
  }

  private static long unsigned(byte[] bytes, int offset, int size) {
    long number = 0;
    for (int i = offset; i < offset + size; i++) {
      number = number << 8 | bytes[i] & 0xff;
    }
    return number;
  }
}
