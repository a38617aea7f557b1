package dev.rinha.cli.audit;

import dev.rinha.cli.output.OutputOption;
import dev.rinha.cli.output.RecordWriter;
import dev.rinha.core.audit.Break;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints contradictions as they are found. For people nothing is printed where nothing was found;
 * programs get an empty document. Used by one thread.
 */
public final class BreakPrinter implements Consumer<Break>, AutoCloseable {

  private final OutputOption output;
  private final PrintWriter out;
  private final Set<Break.Kind> kinds = EnumSet.noneOf(Break.Kind.class);
  private @Nullable RecordWriter<Break> writer;

  /** Prints there, in the format that was asked for. */
  public BreakPrinter(OutputOption output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  @Override
  public void accept(Break found) {
    kinds.add(found.kind());
    writer().write(found);
  }

  /** How many there were. */
  public long count() {
    return writer == null ? 0 : writer.count();
  }

  /** Which kinds there were. */
  public Set<Break.Kind> kinds() {
    return Collections.unmodifiableSet(kinds);
  }

  /** Ends the document. */
  @Override
  public void close() {
    if (writer != null || !output.forPeople()) {
      writer().close();
    }
  }

  private RecordWriter<Break> writer() {
    RecordWriter<Break> open = writer;
    if (open == null) {
      open = output.writer(out, BreakColumns.of(output.forPeople()));
      writer = open;
    }
    return open;
  }
}
