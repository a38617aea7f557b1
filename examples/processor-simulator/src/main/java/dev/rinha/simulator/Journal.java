package dev.rinha.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stored payments in a file, so that a simulated processor is found as it was after the end of its
 * process, {@code kill -9} included. One record of fixed length per payment, in the order of the
 * inserts; a record that was not written to its end is dropped. Survives the process, not the
 * machine: nothing is forced to the disk. Not thread safe.
 */
final class Journal implements AutoCloseable {

  private static final int RECORD_BYTES = 5 * Long.BYTES;

  private final FileChannel file;
  private final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);

  private Journal(FileChannel file) {
    this.file = file;
  }

  /** Opens the file, or makes it, and reads what is in it. */
  static Journal open(Path path, Consumer<StoredPayment> reader) {
    try {
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Journal journal = new Journal(file);
      journal.replay(reader);
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep payments in " + path, e);
    }
  }

  private void replay(Consumer<StoredPayment> reader) throws IOException {
    long whole = file.size() / RECORD_BYTES * RECORD_BYTES;
    file.truncate(whole);
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(whole));
    while (all.hasRemaining() && file.read(all) >= 0) {
      // Until it is all there.
    }
    all.flip();
    while (all.remaining() >= RECORD_BYTES) {
      reader.accept(
          new StoredPayment(
              new UUID(all.getLong(), all.getLong()),
              all.getLong(),
              Micros.toInstant(all.getLong()),
              Micros.toInstant(all.getLong())));
    }
  }

  void append(StoredPayment payment) {
    record
        .clear()
        .putLong(payment.correlationId().getMostSignificantBits())
        .putLong(payment.correlationId().getLeastSignificantBits())
        .putLong(payment.amountCents())
        .putLong(Micros.of(payment.requestedAt()))
        .putLong(Micros.of(payment.insertedAt()))
        .flip();
    try {
      file.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the journal", e);
    }
  }

  void clear() {
    try {
      file.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty the journal", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the journal", e);
    }
  }
}
