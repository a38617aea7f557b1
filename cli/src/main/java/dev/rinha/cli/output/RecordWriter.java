package dev.rinha.cli.output;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * Prints records as they come, in one of the formats, and keeps none of them (a table keeps the
 * first few hundred, to know how wide its columns are). Close it after the last. Used by one
 * thread.
 */
public abstract sealed class RecordWriter<R> implements AutoCloseable
    permits TableWriter, JsonWriter, CsvWriter {

  private static final int BUFFER_CHARS = 1 << 16;
  private static final int RECORDS_PER_CHECK = 1_000;

  private final PrintWriter out;
  private final Writer buffer;
  private long count;

  RecordWriter(PrintWriter out) {
    this.out = out;
    this.buffer = new BufferedWriter(out, BUFFER_CHARS);
  }

  /**
   * A writer of that format.
   *
   * @param terminal where a table goes
   */
  public static <R> RecordWriter<R> of(
      OutputFormat format, PrintWriter out, Terminal terminal, List<Column<R>> columns) {
    return switch (format) {
      case TABLE -> new TableWriter<>(out, columns, terminal.ansi());
      case JSON -> JsonWriter.array(out, columns);
      case JSONL -> JsonWriter.lines(out, columns);
      case CSV -> new CsvWriter<>(out, columns);
    };
  }

  /**
   * Prints one record.
   *
   * @throws CommandFailure if nobody takes the output any more
   */
  public final void write(R entry) {
    doing(() -> record(buffer, entry));
    if (++count % RECORDS_PER_CHECK == 0) {
      requireReader();
    }
  }

  /** Shows what was written so far, for commands that go on. */
  public final void flush() {
    doing(() -> settle(buffer));
    requireReader();
  }

  /** How many records were written. */
  public final long count() {
    return count;
  }

  /** Ends the document. Does not close the output. */
  @Override
  public final void close() {
    doing(() -> end(buffer));
    requireReader();
  }

  /** Prints one record, or keeps it until {@link #settle}. */
  abstract void record(Writer to, R entry) throws IOException;

  /** Prints what was kept back. */
  abstract void settle(Writer to) throws IOException;

  /** Prints what comes after the last record. */
  abstract void end(Writer to) throws IOException;

  final Writer buffer() {
    return buffer;
  }

  /** Printing something. */
  private interface Printing {
    void run() throws IOException;
  }

  private void doing(Printing printing) {
    try {
      printing.run();
    } catch (IOException e) {
      throw new UncheckedIOException("a print writer does not throw", e);
    }
  }

  /** A disk that is full and a reader that has gone look alike from here. */
  private void requireReader() {
    doing(buffer::flush);
    if (out.checkError()) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "the output ends after some of %,d records: its reader has gone, or the disk is full",
              count),
          ExitCode.PARTLY_DONE);
    }
  }
}
