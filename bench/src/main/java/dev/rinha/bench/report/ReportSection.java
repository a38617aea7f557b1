package dev.rinha.bench.report;

import java.util.List;

/**
 * Some figures of a report that belong together, in words: what every form of the report shows.
 *
 * @param columns names of the values when there are several; else empty
 * @param notes lines below the rows
 */
public record ReportSection(
    String heading, List<String> columns, List<Row> rows, List<String> notes) {

  public ReportSection {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  ReportSection(String heading, List<Row> rows) {
    this(heading, List.of(), rows, List.of());
  }

  /** One figure, or as many as there are columns. */
  public record Row(String name, List<String> values) {

    public Row {
      values = List.copyOf(values);
    }

    Row(String name, Object value) {
      this(name, List.of(value.toString()));
    }
  }
}
