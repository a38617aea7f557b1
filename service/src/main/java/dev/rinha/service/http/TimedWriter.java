package dev.rinha.service.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/**
 * Says when it begins to write and when it has written: a client that takes nothing holds it up.
 *
 * @param writer writes
 * @param begins is told before
 * @param ends is told afterwards
 */
record TimedWriter(DataWriter writer, Runnable begins, Runnable ends) implements DataWriter {

  private void timed(Runnable write) {
    begins.run();
    try {
      write.run();
    } finally {
      ends.run();
    }
  }

  @Override
  public void write(BufferData... buffers) {
    timed(() -> writer.write(buffers));
  }

  @Override
  public void write(BufferData buffer) {
    timed(() -> writer.write(buffer));
  }

  @Override
  public void writeNow(BufferData... buffers) {
    timed(() -> writer.writeNow(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    timed(() -> writer.writeNow(buffer));
  }

  @Override
  public void flush() {
    timed(writer::flush);
  }

  @Override
  public void close() {
    writer.close();
  }
}
