package dev.rinha.cli.output;

import dev.rinha.cli.basics.Terminal;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** In which format a command prints its records. */
public final class OutputOption {

  @ArgGroup private Choice choice = new Choice();

  /** One of the two. */
  private static final class Choice {

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "table, json, jsonl (one object per line) or csv. Default: table")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--json", description = "The same as -o json")
    private boolean json;
  }

  /** The format that was asked for. */
  public OutputFormat format() {
    return choice.json ? OutputFormat.JSON : choice.format;
  }

  /** Whether people read it, who may get more than records. */
  public boolean forPeople() {
    return format() == OutputFormat.TABLE;
  }

  /** Prints records of these columns to the output of a command; close it after the last. */
  public <R> RecordWriter<R> writer(PrintWriter out, List<Column<R>> columns) {
    return RecordWriter.of(format(), out, Terminal.output(), columns);
  }

  /** Prints all of these. */
  public <R> void print(PrintWriter out, List<Column<R>> columns, Iterable<R> records) {
    try (RecordWriter<R> writer = writer(out, columns)) {
      records.forEach(writer::write);
    }
  }
}
