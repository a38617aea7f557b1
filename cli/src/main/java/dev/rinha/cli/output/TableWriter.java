package dev.rinha.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * Aligned columns under a heading. The first rows decide how wide the columns are; a longer value
 * further down pushes its row to the right.
 */
final class TableWriter<R> extends RecordWriter<R> {

  private static final int ROWS_TO_MEASURE = 500;
  private static final String GAP = "  ";

  private final List<Column<R>> columns;
  private final Ansi ansi;
  private final int[] widths;
  private final List<List<String>> kept = new ArrayList<>();
  private boolean headed;

  TableWriter(PrintWriter out, List<Column<R>> columns, Ansi ansi) {
    super(out);
    this.columns = List.copyOf(columns);
    this.ansi = ansi;
    this.widths = columns.stream().mapToInt(column -> column.heading().length()).toArray();
  }

  @Override
  void record(Writer to, R entry) throws IOException {
    List<String> row = new ArrayList<>(columns.size());
    for (Column<R> column : columns) {
      String value = column.text().apply(entry);
      row.add(value == null ? "-" : printable(value));
    }
    if (headed) {
      to.write(line(row));
    } else {
      kept.add(row);
      if (kept.size() == ROWS_TO_MEASURE) {
        settle(to);
      }
    }
  }

  @Override
  void settle(Writer to) throws IOException {
    if (headed) {
      return;
    }
    headed = true;
    for (List<String> row : kept) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    String headings = line(columns.stream().map(Column::heading).toList());
    to.write(ansi.string("@|bold " + headings.stripTrailing() + "|@") + System.lineSeparator());
    for (List<String> row : kept) {
      to.write(line(row));
    }
    kept.clear();
  }

  @Override
  void end(Writer to) throws IOException {
    settle(to);
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String value = row.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - value.length()));
      boolean right = columns.get(i).kind() == Column.Kind.NUMBER;
      line.append(i == 0 ? "" : GAP).append(right ? padding + value : value + padding);
    }
    return line.toString().stripTrailing() + System.lineSeparator();
  }

  /** What others wrote must not steer the terminal. */
  private static String printable(String value) {
    return value.chars().anyMatch(Character::isISOControl)
        ? value.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]+", " ").strip()
        : value;
  }
}
