package dev.rinha.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/** Comma-separated values as in RFC 4180, with a line of names first and lines ended by LF. */
final class CsvWriter<R> extends RecordWriter<R> {

  private final List<Column<R>> columns;
  private boolean named;

  CsvWriter(PrintWriter out, List<Column<R>> columns) {
    super(out);
    this.columns = List.copyOf(columns);
  }

  @Override
  void record(Writer to, R entry) throws IOException {
    settle(to);
    for (int i = 0; i < columns.size(); i++) {
      String value = columns.get(i).text().apply(entry);
      to.write(i == 0 ? "" : ",");
      to.write(value == null ? "" : quoted(value));
    }
    to.write('\n');
  }

  @Override
  void settle(Writer to) throws IOException {
    if (!named) {
      named = true;
      to.write(String.join(",", columns.stream().map(Column::name).toList()) + '\n');
    }
  }

  @Override
  void end(Writer to) throws IOException {
    settle(to);
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
